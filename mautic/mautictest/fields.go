package mautictest

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"slices"
	"strconv"
)

// Bodies of a stock Mautic 5.1.1 that depend on no data. Stats describes the columns of the first tables only.
var (
	//go:embed data/triggers.json
	triggersJSON []byte
	//go:embed data/widgets.json
	widgetsJSON []byte
	//go:embed data/stats.json
	statsJSON []byte
)

func hookTriggers() json.RawMessage { return json.RawMessage(triggersJSON) }
func widgetTypes() json.RawMessage  { return json.RawMessage(widgetsJSON) }
func statTables() json.RawMessage   { return json.RawMessage(statsJSON) }

// A field is a custom field of contacts or companies in a stock Mautic.
type field struct {
	id                        int
	alias, label, kind, group string
	// list are the choices of the field Title; every other field has no properties here.
	list []string
}

func contactFields() []field {
	return []field{
		{1, "title", "Title", "lookup", "core", []string{"Mr", "Mrs", "Miss"}},
		{2, "firstname", "First Name", "text", "core", nil},
		{3, "lastname", "Last Name", "text", "core", nil},
		{4, "company", "Primary company", "text", "core", nil},
		{5, "position", "Position", "text", "core", nil},
		{6, "email", "Email", "email", "core", nil},
		{7, "mobile", "Mobile", "tel", "core", nil},
		{8, "phone", "Phone", "tel", "core", nil},
		{9, "points", "Points", "number", "core", nil},
		{10, "fax", "Fax", "tel", "core", nil},
		{11, "address1", "Address Line 1", "text", "core", nil},
		{12, "address2", "Address Line 2", "text", "core", nil},
		{13, "city", "City", "text", "core", nil},
		{14, "state", "State", "region", "core", nil},
		{15, "zipcode", "Zip Code", "text", "core", nil},
		{16, "country", "Country", "country", "core", nil},
		{17, "preferred_locale", "Preferred Locale", "locale", "core", nil},
		{18, "timezone", "Preferred Timezone", "timezone", "core", nil},
		{19, "last_active", "Date Last Active", "datetime", "core", nil},
		{20, "attribution_date", "Attribution Date", "datetime", "core", nil},
		{21, "attribution", "Attribution", "number", "core", nil},
		{22, "website", "Website", "url", "core", nil},
		{23, "facebook", "Facebook", "text", "social", nil},
		{24, "foursquare", "Foursquare", "text", "social", nil},
		{25, "instagram", "Instagram", "text", "social", nil},
		{26, "linkedin", "mautic.lead.field.linkedin", "text", "social", nil},
		{27, "skype", "Skype", "text", "social", nil},
		{28, "twitter", "Twitter", "text", "social", nil},
	}
}

func companyFields() []field {
	return []field{
		{29, "companyaddress1", "Address 1", "text", "core", nil},
		{30, "companyaddress2", "Address 2", "text", "core", nil},
		{31, "companyemail", "Company Email", "email", "core", nil},
		{32, "companyphone", "Phone", "tel", "core", nil},
		{33, "companycity", "City", "text", "core", nil},
		{34, "companystate", "State", "region", "core", nil},
		{35, "companyzipcode", "Zip Code", "text", "core", nil},
		{36, "companycountry", "Country", "country", "core", nil},
		{37, "companyname", "Company Name", "text", "core", nil},
		{38, "companywebsite", "Website", "url", "core", nil},
		{39, "companynumber_of_employees", "Number of Employees", "number", "professional", nil},
		{40, "companyfax", "Fax", "tel", "professional", nil},
		{41, "companyannual_revenue", "Annual Revenue", "number", "professional", nil},
		{42, "companyindustry", "Industry", "select", "professional", nil},
		{43, "companydescription", "Description", "text", "professional", nil},
	}
}

func hasField(fields []field, alias string) bool {
	return slices.ContainsFunc(fields, func(f field) bool { return f.alias == alias })
}

// contactFieldList is contacts/list/fields: the fields of both objects by their order, for those who may edit contacts.
func (c *call) contactFieldList() answer {
	if !c.may("lead:leads:editown") && !c.may("lead:leads:editother") {
		return noAccess()
	}
	type entry struct {
		field
		object string
		order  int
	}
	var all []entry
	for i, f := range contactFields() {
		all = append(all, entry{f, "lead", i + 1})
	}
	for i, f := range companyFields() {
		all = append(all, entry{f, "company", i + 1})
	}
	slices.SortStableFunc(all, func(a, b entry) int { return cmp.Compare(a.order, b.order) })
	out := object{}
	for _, e := range all {
		o := object{{"id", e.id}, {"label", e.label}, {"alias", e.alias}, {"type", e.kind}, {"group", e.group},
			{"order", e.order}, {"object", e.object}}
		// Fields whose properties are not empty show none in this list.
		if e.list == nil && e.kind != "number" && e.kind != "select" || e.alias == "points" {
			o = append(o, member{"properties", object{}})
		}
		out = append(out, member{strconv.Itoa(e.id), o})
	}
	return ok(out)
}

// fields is fields/contact and fields/company: only for those who manage custom fields.
func (c *call) fields(of string) answer {
	if !c.may("lead:fields:view") {
		return noAccess()
	}
	list := contactFields()
	if of == "company" {
		list = companyFields()
	}
	out := object{}
	for i, f := range list {
		out = append(out, member{strconv.Itoa(f.id), object{
			{"isPublished", true}, {"id", f.id}, {"label", f.label}, {"alias", f.alias}, {"type", f.kind},
			{"group", f.group}, {"order", i + 1}, {"properties", properties(f)},
		}})
	}
	from, to := c.window(len(out))
	return ok(object{{"total", len(out)}, {"fields", out[from:to]}})
}

// properties is the JSON form of a field's properties: PHP writes an empty array for none.
func properties(f field) any {
	switch {
	case f.list != nil:
		return object{{"list", f.list}}
	case f.alias == "attribution":
		return object{{"roundmode", 4}, {"scale", 2}}
	}
	return []any{}
}

// storedProperties is the form of properties read straight from the database: PHP's serialize.
func storedProperties(f field) string {
	if f.alias == "attribution" {
		return `a:2:{s:9:"roundmode";i:4;s:5:"scale";i:2;}`
	}
	if f.list == nil {
		return "a:0:{}"
	}
	out := "a:1:{s:4:\"list\";a:" + strconv.Itoa(len(f.list)) + ":{"
	for i, choice := range f.list {
		out += "i:" + strconv.Itoa(i) + ";s:" + strconv.Itoa(len(choice)) + ":\"" + choice + "\";"
	}
	return out + "}}"
}
