package n8ntest

import (
	"encoding/json"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// answer routes a request. The order of the checks is n8n's: body parser,
// router (404, 405), key, content type, then what the operation checks.
func (i *Instance) answer(r *http.Request, body []byte) answer {
	path, inside := strings.CutPrefix(r.URL.Path, i.opts.Path)
	if !inside || path != "" && path[0] != '/' {
		return nowhere()
	}
	rest, found := strings.CutPrefix(path, "/api/v1/")
	if !found {
		if r.Method == http.MethodGet {
			return editor()
		}
		return page(http.StatusNotFound, "<pre>Cannot "+r.Method+" the path</pre>")
	}
	isJSON := false
	if t, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err == nil {
		isJSON = t == "application/json"
	}
	if isJSON && len(body) > 0 && !json.Valid(body) {
		return crash()
	}
	op, status := i.route(r.Method, strings.Split(rest, "/"))
	switch status {
	case http.StatusNotFound:
		return message(status, "not found")
	case http.StatusMethodNotAllowed:
		return message(status, r.Method+" method not allowed")
	}
	key, ok := i.key(r.Header.Get("X-N8N-API-KEY"))
	if !ok {
		return message(http.StatusUnauthorized, "Unauthorized")
	}
	if op.body && !isJSON {
		return message(http.StatusUnsupportedMediaType, "unsupported media type "+r.Header.Get("Content-Type"))
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	return op.do(request{key: key, body: body, query: r.URL.Query()})
}

type request struct {
	key   Key
	body  []byte
	query url.Values
}

// may says whether the key has a scope.
func (r request) may(scope string) bool {
	return r.key.Scopes == nil || slices.Contains(r.key.Scopes, scope)
}

type operation struct {
	body bool
	do   func(request) answer
}

func (i *Instance) key(value string) (Key, bool) {
	if i.opts.Disabled || value == "" {
		return Key{}, false
	}
	for _, k := range i.opts.Keys {
		if k.Value == value {
			return k, true
		}
	}
	return Key{}, false
}

// route returns the operation, or the status of a path or method this version
// does not have.
func (i *Instance) route(method string, path []string) (operation, int) {
	v2 := i.opts.Version == V2
	if path[0] != "credentials" {
		return operation{}, http.StatusNotFound
	}
	methods := map[string]operation{}
	switch {
	case len(path) == 1:
		methods["POST"] = operation{body: true, do: i.create}
		if v2 {
			methods["GET"] = operation{do: i.list}
		}
	case len(path) == 3 && path[1] == "schema":
		methods["GET"] = operation{do: func(request) answer { return i.schema(path[2]) }}
	case len(path) == 2:
		id := path[1]
		methods["DELETE"] = operation{do: func(r request) answer { return i.remove(r, id) }}
		if v2 {
			methods["GET"] = operation{do: func(r request) answer { return i.get(r, id) }}
			methods["PATCH"] = operation{body: true, do: func(r request) answer { return i.update(r, id) }}
		}
	case len(path) == 3 && path[2] == "test" && v2:
		methods["POST"] = operation{do: func(r request) answer { return i.test(r, path[1]) }}
	default:
		return operation{}, http.StatusNotFound
	}
	op, ok := methods[method]
	if !ok {
		return operation{}, http.StatusMethodNotAllowed
	}
	return op, 0
}
