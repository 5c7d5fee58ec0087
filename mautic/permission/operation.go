package permission

// Operation is something n8n does with Mautic: an operation of its Mautic
// node, or all that Mautic Trigger needs.
type Operation struct {
	// ID names the operation: "contact.create", "trigger".
	ID string
	// Resource is the part of the ID before the dot; "webhook" for the trigger.
	Resource string
	// ResourceName and Name are the labels n8n shows, "Contact" and "Create".
	// Where an Action of the operation decides, Name ends with it: "(Add)".
	ResourceName, Name string
	// Choosing is what n8n's editor asks for, beyond the request itself, to
	// offer names in a list. Without it the number is entered by hand.
	Choosing []Permission

	needs []need
}

// Label returns what n8n shows, "Contact > Create".
func (o Operation) Label() string {
	if o.ResourceName == "" {
		return o.Name
	}
	return o.ResourceName + " > " + o.Name
}

// need is one check that Mautic makes before it does what a request asks for.
type need struct {
	base  string
	verb  string // "view", "edit", "delete" for touch; a level for always
	scope scope
}

// scope says how a check depends on whose record it is.
type scope uint8

const (
	// always: one level, whoever's the record is.
	always scope = iota
	// touch: verb+"own" for one's own record, verb+"other" for every other
	// one. The second does not cover the first, and a record of nobody is
	// another's (CorePermissions::hasEntityAccess). One's own contact or
	// company is what one owns or, without an owner, what one created
	// (getPermissionUser of Lead and Company).
	touch
	// owned is touch by the owner alone: what one created without owning it is
	// another's.
	owned
	// listing: viewown opens the list and leaves out in silence what others
	// created; viewother shows all (FetchCommonApiController, in 4.4
	// CommonApiController: getEntitiesAction).
	listing
	// segment: public segments and one's own are free, private ones of others
	// need viewother (ListModel::getUserLists, called by ListApiController).
	segment
	// publishing a new record, see publishLevels.
	publishing
	// discarding what one created oneself: deleteown, for the token of a
	// client without a user deleteother, since nothing is its own.
	discarding
)

// Operations returns the operations of n8n's Mautic node in the order of its
// menus, then Mautic Trigger. The node has 20, two of which choose between
// two requests and stand here as two: 22, and the trigger.
func Operations() []Operation {
	const (
		campaign = "Campaign Contact"
		company  = "Company"
		member   = "Company Contact"
		contact  = "Contact"
		into     = "Contact Segment"
	)
	// Arrays of constants are data; building each operation by itself would be
	// code, and that is downloaded too.
	type checks [3]need
	rows := [...]struct {
		id, resource, resourceName, name string
		needs                            checks
	}{
		// A campaign is not checked at all, only the contact. Adding goes by
		// the contact's owner alone and ignores who created it
		// (CampaignApiController::addLeadAction).
		{"campaignContact.add", "campaignContact", campaign, "Add", checks{{contacts, "edit", owned}}},
		{"campaignContact.remove", "campaignContact", campaign, "Remove", checks{{contacts, "edit", touch}}},
		// Where a company of that name exists, Mautic changes it instead, which
		// 4.4 and 5.1 check as an edit (CompanyApiController).
		{"company.create", "company", company, "Create", checks{{contacts, create, always}}},
		{"company.delete", "company", company, "Delete", checks{{contacts, "delete", touch}}},
		{"company.get", "company", company, "Get", checks{{contacts, "view", touch}}},
		{"company.getAll", "company", company, "Get Many", checks{{contacts, "view", listing}}},
		{"company.update", "company", company, "Update", checks{{contacts, "edit", touch}}},
		// The contact is checked, the company is not (CompanyApiController).
		{"companyContact.add", "companyContact", member, "Add", checks{{contacts, "edit", touch}}},
		{"companyContact.remove", "companyContact", member, "Remove", checks{{contacts, "edit", touch}}},
		// Mautic updates a known contact of the same e-mail address under this
		// level too (LeadApiController::getNewEntity).
		{"contact.create", "contact", contact, "Create", checks{{contacts, create, always}}},
		{"contact.delete", "contact", contact, "Delete", checks{{contacts, "delete", touch}}},
		// Points are a matter of the contact, not of point:points
		// (PointApiController::adjustPointsAction).
		{"contact.pointsAdd", "contact", contact, "Edit Contact Points (Add)", checks{{contacts, "edit", touch}}},
		{"contact.pointsRemove", "contact", contact, "Edit Contact Points (Remove)", checks{{contacts, "edit", touch}}},
		{"contact.dncAdd", "contact", contact, "Edit Do Not Contact List (Add)", checks{{contacts, "edit", touch}}},
		{"contact.dncRemove", "contact", contact, "Edit Do Not Contact List (Remove)", checks{{contacts, "edit", touch}}},
		{"contact.get", "contact", contact, "Get", checks{{contacts, "view", touch}}},
		{"contact.getAll", "contact", contact, "Get Many", checks{{contacts, "view", listing}}},
		// Viewing the e-mail and editing the contact (EmailApiController::sendLeadAction).
		{"contact.sendEmail", "contact", contact, "Send Email", checks{{emails, "view", touch}, {contacts, "edit", touch}}},
		{"contact.update", "contact", contact, "Update", checks{{contacts, "edit", touch}}},
		{"contactSegment.add", "contactSegment", into, "Add", checks{{contacts, "edit", touch}, {segments, "view", segment}}},
		{"contactSegment.remove", "contactSegment", into, "Remove", checks{{contacts, "edit", touch}, {segments, "view", segment}}},
		// No contact is checked: it goes to the e-mail's segments (sendAction).
		{"segmentEmail.send", "segmentEmail", "Segment Email", "Send", checks{{emails, "view", touch}}},
		// The list of events is open to everybody. Without the level to publish
		// Mautic creates the webhook and leaves it unpublished, in silence
		// (CommonApiController::processForm), so that it never fires.
		{TriggerID, "webhook", "", "Mautic Trigger", checks{{webhooks, create, always}, {webhooks, "", publishing}, {webhooks, "", discarding}}},
	}
	out := make([]Operation, 0, len(rows))
	for i := range rows {
		r := &rows[i]
		o := Operation{ID: r.id, Resource: r.resource, ResourceName: r.resourceName, Name: r.name}
		for _, n := range r.needs {
			if n.base != "" {
				o.needs = append(o.needs, n)
			}
		}
		if r.resource == "campaignContact" {
			o.Choosing = []Permission{campaigns + ":" + viewOwn, campaigns + ":" + viewOther}
		}
		out = append(out, o)
	}
	return out
}

// TriggerID is the ID of Mautic Trigger, whose requests belong together.
const TriggerID = "trigger"

// operation finds an operation by its ID.
func operation(id string) (Operation, bool) {
	for _, o := range Operations() {
		if o.ID == id {
			return o, true
		}
	}
	return Operation{}, false
}

// Permissions returns the levels Mautic of this version ("5.1.1"; "" is any)
// asks for before it does the operation with every record, in the order in
// which it asks.
func (o Operation) Permissions(version string) []Permission { return o.asks(version, false) }

// asks is Permissions, for an application too: nothing is its own, so it
// needs no level on its own records.
func (o Operation) asks(version string, application bool) []Permission {
	var out []Permission
	for _, n := range o.needs {
		out = append(out, n.levels(version, application)...)
	}
	return out
}

// levels are the levels a check asks for, over records of whomever.
func (n need) levels(version string, application bool) []Permission {
	var keys []string
	switch n.scope {
	case always:
		keys = []string{n.verb}
	case touch, owned, listing:
		keys = []string{n.verb + "own", n.verb + "other"}
		if application {
			keys = keys[1:]
			if n.scope == listing {
				keys = []string{viewOwn, viewOther} // viewown opens the list
			}
		}
	case segment:
		keys = []string{viewOther}
	case publishing:
		keys = publishLevels(version)
	case discarding:
		keys = []string{deleteOwn}
		if application {
			keys = []string{deleteOther}
		}
	}
	out := make([]Permission, len(keys))
	for i, key := range keys {
		out[i] = Permission(n.base + ":" + key)
	}
	return out
}

// publishLevels are the levels for creating a published record. It has no
// creator yet when Mautic checks, so Mautic 4 and 5 take it for another's
// (mautic/mautic#9582). Later Mautic asks for publishown (#15543, October
// 2025); from which release on was not observed, so 6, 7 and an unknown
// version get both, which is enough under either rule.
func publishLevels(version string) []string {
	if m := major(version); m != 0 && m <= 5 {
		return []string{publishOther}
	}
	return []string{publishOwn, publishOther}
}

// major is the first number of a version, or 0.
func major(version string) int {
	n := 0
	for i := 0; i < len(version) && '0' <= version[i] && version[i] <= '9' && n < 1000; i++ {
		n = n*10 + int(version[i]-'0')
	}
	return n
}
