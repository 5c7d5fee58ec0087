package n8n

// Operation is something n8n's Mautic nodes do, and the request it makes.
type Operation struct {
	// ID names the operation: "contact.create", "trigger.create".
	ID string
	// Node is the name of the node, [NodeMautic] or [NodeTrigger].
	Node string
	// Resource and Name are the labels n8n shows. Where one operation of the
	// node has an Action that decides the request, Name ends with it.
	Resource, Name string
	// Method and Path are the request's, below the base URL of Mautic. What
	// differs from call to call stands in braces: {contactId}.
	Method, Path string
}

// Label returns what n8n shows, "Contact > Create".
func (o Operation) Label() string {
	if o.Resource == "" {
		return o.Name
	}
	return o.Resource + " > " + o.Name
}

// Trigger reports whether the operation is one of the Mautic Trigger node.
func (o Operation) Trigger() bool { return o.Node == NodeTrigger }

// The nodes, as n8n shows them.
const (
	NodeMautic  = "Mautic"
	NodeTrigger = "Mautic Trigger"
)

// NodeMauticType is what a workflow calls the Mautic node.
const NodeMauticType = "n8n-nodes-base.mautic"

// Operations returns the requests of n8n's Mautic node in the order of its
// menus, then those of Mautic Trigger. They were recorded from n8n 2.41.1.
// The node has 20 operations; two of them choose between two requests, which
// makes 22. The list of events that Mautic Trigger offers, the webhook it
// creates when a workflow is activated and deletes when it is not are 3 more.
func Operations() []Operation {
	const (
		campaign = "Campaign Contact"
		company  = "Company"
		member   = "Company Contact"
		contact  = "Contact"
		segment  = "Contact Segment"
		email    = "Segment Email"
	)
	return []Operation{
		{"campaignContact.add", NodeMautic, campaign, "Add", "POST", "/api/campaigns/{campaignId}/contact/{contactId}/add"},
		{"campaignContact.remove", NodeMautic, campaign, "Remove", "POST", "/api/campaigns/{campaignId}/contact/{contactId}/remove"},
		{"company.create", NodeMautic, company, "Create", "POST", "/api/companies/new"},
		{"company.delete", NodeMautic, company, "Delete", "DELETE", "/api/companies/{companyId}/delete"},
		{"company.get", NodeMautic, company, "Get", "GET", "/api/companies/{companyId}"},
		{"company.getAll", NodeMautic, company, "Get Many", "GET", "/api/companies"},
		{"company.update", NodeMautic, company, "Update", "PATCH", "/api/companies/{companyId}/edit"},
		{"companyContact.add", NodeMautic, member, "Add", "POST", "/api/companies/{companyId}/contact/{contactId}/add"},
		{"companyContact.remove", NodeMautic, member, "Remove", "POST", "/api/companies/{companyId}/contact/{contactId}/remove"},
		{"contact.create", NodeMautic, contact, "Create", "POST", "/api/contacts/new"},
		{"contact.delete", NodeMautic, contact, "Delete", "DELETE", "/api/contacts/{contactId}/delete"},
		{"contact.pointsAdd", NodeMautic, contact, "Edit Contact Points (Add)", "POST", "/api/contacts/{contactId}/points/plus/{points}"},
		{"contact.pointsRemove", NodeMautic, contact, "Edit Contact Points (Remove)", "POST", "/api/contacts/{contactId}/points/minus/{points}"},
		{"contact.dncAdd", NodeMautic, contact, "Edit Do Not Contact List (Add)", "POST", "/api/contacts/{contactId}/dnc/{channel}/add"},
		{"contact.dncRemove", NodeMautic, contact, "Edit Do Not Contact List (Remove)", "POST", "/api/contacts/{contactId}/dnc/{channel}/remove"},
		{"contact.get", NodeMautic, contact, "Get", "GET", "/api/contacts/{contactId}"},
		{"contact.getAll", NodeMautic, contact, "Get Many", "GET", "/api/contacts"},
		{"contact.sendEmail", NodeMautic, contact, "Send Email", "POST", "/api/emails/{emailId}/contact/{contactId}/send"},
		{"contact.update", NodeMautic, contact, "Update", "PATCH", "/api/contacts/{contactId}/edit"},
		{"contactSegment.add", NodeMautic, segment, "Add", "POST", "/api/segments/{segmentId}/contact/{contactId}/add"},
		{"contactSegment.remove", NodeMautic, segment, "Remove", "POST", "/api/segments/{segmentId}/contact/{contactId}/remove"},
		{"segmentEmail.send", NodeMautic, email, "Send", "POST", "/api/emails/{emailId}/send"},
		{"trigger.events", NodeTrigger, "", "List the events to choose from", "GET", "/api/hooks/triggers"},
		{"trigger.create", NodeTrigger, "", "Create the webhook", "POST", "/api/hooks/new"},
		{"trigger.delete", NodeTrigger, "", "Delete the webhook", "DELETE", "/api/hooks/{hookId}/delete"},
	}
}
