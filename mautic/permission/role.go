package permission

import "mautic-connect/mautic"

// levels are what a role holds, as "lead:leads:viewown". A nil *levels is an
// administrator, who may do everything.
type levels struct {
	granted map[Permission]bool
	// settled overrules granted: what permissioncheck answered.
	settled map[Permission]bool
}

func (l *levels) has(p Permission) bool {
	if l == nil {
		return true
	}
	if answer, asked := l.settled[p]; asked {
		return answer
	}
	base, key := p.base()
	if own, _, known := synonyms(key); known && l.granted[Permission(base+":"+own)] {
		return true
	}
	return l.granted[p] || l.granted[Permission(base+":"+full)]
}

// literal takes a role's rawPermissions word by word.
func literal(role mautic.Role) *levels {
	if role.IsAdmin {
		return nil
	}
	l := &levels{granted: map[Permission]bool{}}
	for base, keys := range role.RawPermissions {
		for _, key := range keys {
			l.granted[Permission(base+":"+key)] = true
			if own, other, known := synonyms(key); known {
				// A permission knows either view or viewown and viewother, and
				// each stands for the other (AbstractPermissions::getSynonym).
				l.granted[Permission(base+":"+own)] = true
				l.granted[Permission(base+":"+other)] = true
			}
		}
	}
	return l
}

// effective adds to a role's rawPermissions the levels Mautic adds when it
// saves the role, since they are of no use alone: rawPermissions keeps what
// was ticked (analyzePermissions of AbstractPermissions and LeadPermissions).
func effective(role mautic.Role) *levels {
	l := literal(role)
	if l == nil {
		return nil
	}
	add := func(base string, keys ...string) {
		for _, key := range keys {
			l.granted[Permission(base+":"+key)] = true
		}
	}
	for base, keys := range role.RawPermissions {
		for _, key := range keys {
			switch key {
			case deleteOther, "delete":
				add(base, editOther, viewOther, viewOwn)
			case editOther, "edit", publishOther, "publish":
				add(base, viewOther, viewOwn)
			case viewOther, editOwn, deleteOwn, publishOwn, create:
				add(base, viewOwn)
			}
		}
	}
	_, named := role.RawPermissions[contacts]
	if !named && (len(role.RawPermissions[segments]) > 0 || len(role.RawPermissions["lead:fields"]) > 0) {
		add(contacts, viewOwn)
	}
	return l
}

// synonyms are the two levels that a level without an owner stands for.
func synonyms(key string) (own, other string, known bool) {
	switch key {
	case "view", "edit", "delete", "publish":
		return key + "own", key + "other", true
	}
	return "", "", false
}
