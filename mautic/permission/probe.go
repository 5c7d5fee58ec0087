package permission

import (
	"context"
	"fmt"

	"mautic-connect/mautic"
)

// Probe answers for every operation what the credential of client may do.
// user is what users/self told about it. Nothing is written.
//
// The role mostly settles it, and then no request is made. One permissioncheck
// is sent where it does not: where users/self tells no role, and where the
// answer rests on levels that nobody ticked and Mautic adds by itself. It needs
// a numeric id, so a client credentials token is judged by its role alone; an
// administrator is never asked about, since Mautic answers true to anything.
//
// When permissioncheck fails, Probe returns what the role tells together with
// the error, which says so and wraps what Client.PermissionCheck returned.
func Probe(ctx context.Context, client *mautic.Client, user mautic.User) ([]Row, error) {
	fromRole := MatrixFor(user)
	if user.Role.IsAdmin || user.IsApplication() || settled(user, fromRole) {
		return fromRole, nil
	}
	answers, err := client.PermissionCheck(ctx, user.ID, asked(user.MauticVersion))
	if err != nil {
		return fromRole, fmt.Errorf("the permissions could not be checked, so the answers come from the role alone: %w", err)
	}
	l := effective(user.Role)
	l.settled = make(map[Permission]bool, len(answers))
	for p, yes := range answers {
		l.settled[Permission(p)] = yes
	}
	if !known(user.Role) && !complete(l, user.MauticVersion) {
		return fromRole, nil
	}
	return rows(user.Role, user.MauticVersion, false, l), nil
}

// settled reports whether the role says all: it is told, and the levels Mautic
// adds by itself change no answer.
func settled(user mautic.User, fromRole []Row) bool {
	if !known(user.Role) {
		return false
	}
	plain := rows(user.Role, user.MauticVersion, false, literal(user.Role))
	for i := range plain {
		if plain[i].Answer != fromRole[i].Answer {
			return false
		}
	}
	return true
}

// complete reports whether every level that was asked about was answered.
func complete(l *levels, version string) bool {
	for _, p := range asked(version) {
		if _, answered := l.settled[Permission(p)]; !answered {
			return false
		}
	}
	return true
}

// asked are the levels any operation needs. All stock versions know them all:
// one unknown bundle would make Mautic answer 500 to the whole list, and an
// unknown level 403.
func asked(version string) []string {
	var out []string
	seen := map[Permission]bool{}
	for _, o := range Operations() {
		for _, p := range o.Permissions(version) {
			if !seen[p] {
				seen[p] = true
				out = append(out, string(p))
			}
		}
	}
	return out
}
