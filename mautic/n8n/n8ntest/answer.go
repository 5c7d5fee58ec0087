package n8ntest

import (
	"encoding/json"
	"net/http"
)

type answer struct {
	status      int
	contentType string
	body        []byte
}

func jsonAnswer(status int, v any) answer {
	b, err := json.Marshal(v)
	if err != nil {
		panic("n8ntest: an answer is no JSON: " + err.Error())
	}
	return answer{status, "application/json; charset=utf-8", b}
}

// message is the shape of all of n8n's errors.
func message(status int, text string) answer {
	return jsonAnswer(status, map[string]string{"message": text})
}

func page(status int, html string) answer {
	return answer{status, "text/html; charset=utf-8", []byte(html)}
}

// crash is what Express says of a body that is no JSON.
func crash() answer {
	return page(http.StatusInternalServerError, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"+
		"<title>Error</title>\n</head>\n<body>\n<pre>Internal Server Error</pre>\n</body>\n</html>\n")
}

// editor is the page n8n serves for the paths of its single-page editor.
func editor() answer {
	return page(http.StatusOK, "<!DOCTYPE html>\n<html lang=\"en\"><head><title>n8n.io - Workflow Automation</title></head><body><div id=\"app\"></div></body></html>\n")
}

// nowhere is what the web server in front says outside of n8n's path.
func nowhere() answer {
	return page(http.StatusNotFound, "<html>\r\n<head><title>404 Not Found</title></head>\r\n<body>\r\n<center><h1>404 Not Found</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n")
}
