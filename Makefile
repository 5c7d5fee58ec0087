# Mautic Connect. `make run` and `make test` are all a newcomer needs.

VERSION ?= $(shell git describe --tags --always 2>/dev/null || echo dev)

# The browser's program is built small: what is not on a hot path gains nothing
# from inlining and loses a twentieth of its download without it. The runtime,
# the maps and the scheduler keep theirs.
WASM_FLAGS := -trimpath $(foreach cold,mautic-connect/... github.com/... crypto/... vendor/... math/big reflect encoding/... fmt strings strconv regexp/... net/url slices time unique unicode/... sync syscall/js log/... internal/strconv,-gcflags=$(cold)=-l)
# Version stamps come from git through VERSION; Go's own would make builds differ.
export GOFLAGS := $(strip $(GOFLAGS) -buildvcs=false)

# A page has one thread and a small heap: the garbage collector of Go 1.25 does as
# well there as that of 1.26, and is smaller. Go 1.27 no longer has the choice.
WASM_EXPERIMENT := $(if $(findstring go1.26,$(shell go env GOVERSION 2>/dev/null)),GOEXPERIMENT=nogreenteagc)

WASM := $(WASM_EXPERIMENT) GOOS=js GOARCH=wasm go build $(WASM_FLAGS)

BROWSER_PACKAGES := . ./components/... ./mautic ./mautic/doctor ./mautic/destination ./mautic/export ./mautic/export/sealed ./mautic/n8n ./mautic/permission ./mautic/vault

GO_FILES := $(shell find . -name '*.go' -not -path './build/*' -not -path './web/dist/*')
PROGRAM_FILES := Makefile main_js.go go.mod go.sum $(filter ./components/% ./mautic/%,$(GO_FILES))
STATIC_FILES := $(shell find static deploy -type f)

.PHONY: run portal build test unit lint size e2e shots screenshots start fuzz bench reproducible clean go-is-there

run: build
	@exec bin/mautic-connect serve --sandbox

# The app inside an example portal, with a sandbox Mautic. Ctrl-C stops both.
portal: build
	@go build -o build/portal-example ./deploy/portal-example
	@PORTAL_WHSEC="whsec_$$(head -c 24 /dev/urandom | base64)"; export PORTAL_WHSEC; \
	bin/mautic-connect serve --sandbox --embed-origin http://127.0.0.1:9000 --presets deploy/portal-example/presets.yaml & server=$$!; \
	build/portal-example & portal=$$!; \
	trap 'kill $$server $$portal 2>/dev/null; wait' EXIT; trap 'exit 0' INT TERM; \
	wait $$portal

build: bin/mautic-connect

bin/mautic-connect: web/dist/site.json $(GO_FILES)
	@CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=$(VERSION)" -o $@ .

web/dist/site.json: build/app.wasm build/tasks.wasm $(STATIC_FILES) $(filter ./web/site/% ./components/%,$(GO_FILES))
	@echo "Generating and compressing the browser's files; the first time takes half a minute."
	@go run ./web/site/sitegen -app build/app.wasm -tasks build/tasks.wasm -out web/dist

build/app.wasm: $(PROGRAM_FILES) | go-is-there
	@mkdir -p build
	@$(WASM) -ldflags "-s -w" -o $@ .

build/tasks.wasm: $(PROGRAM_FILES) | go-is-there
	@mkdir -p build
	@$(WASM) -ldflags "-s -w" -o $@ ./components/worker

go-is-there:
	@command -v go >/dev/null || { echo "Go is missing: install it from https://go.dev/dl/ and try again." >&2; exit 1; }
	@df -Pk . | awk 'NR==2 && $$4 < 1500000 { printf "Only %d MB of disk are free here, and building needs about 1500 MB.\n", $$4/1024 > "/dev/stderr"; exit 1 }'

test: lint unit size reproducible e2e

unit: go-is-there
	@go test -race $$(go list ./... | grep -v /web/site$$)
	@go test ./web/site # package command generates sites under the race detector, which makes compressing them take minutes
	@go test -run Replay -v ./mautic/mautictest | sed -n 's/^.*\(replay [0-9].*\)$$/\1/p; s/^.*\(not covered: .*\)$$/  \1/p'

lint: go-is-there
	@unformatted=$$(gofmt -l $(GO_FILES)); [ -z "$$unformatted" ] || { echo "Not formatted with gofmt: $$unformatted" >&2; exit 1; }
	@go vet ./...
	@GOOS=js GOARCH=wasm go vet $(BROWSER_PACKAGES)
	@mkdir -p build && go build -o build/staticcheck honnef.co/go/tools/cmd/staticcheck
	@build/staticcheck ./...
	@GOOS=js GOARCH=wasm build/staticcheck $(BROWSER_PACKAGES)

# The program against a go-app hello world built and compressed in the same run,
# and no byte of net/http's client or server in it.
size: build/app.wasm
	@$(WASM) -o build/app.named.wasm .
	@GOOS=js GOARCH=wasm go build -trimpath -ldflags "-s -w" -o build/hello.wasm ./bench/hello
	@go run ./bench/size -app build/app.wasm -named build/app.named.wasm -hello build/hello.wasm -limit 1.15

# Two builds from two directories are the same, byte for byte.
reproducible: web/dist/site.json
	@e2e/reproducible

e2e: build
	@e2e/browser
	@MAUTIC_CONNECT_BINARY=$(CURDIR)/bin/mautic-connect go test -count=1 -timeout 45m ./e2e

# Screenshots of every view, light and dark, narrow and wide, into shots/.
shots: build
	@e2e/browser
	@MAUTIC_CONNECT_BINARY=$(CURDIR)/bin/mautic-connect MAUTIC_CONNECT_SHOTS=$(CURDIR)/shots go test -count=1 -run TestShots ./e2e

# The two pictures of the manifest, again.
screenshots: build
	@e2e/browser
	@MAUTIC_CONNECT_BINARY=$(CURDIR)/bin/mautic-connect MAUTIC_CONNECT_SCREENSHOTS=$(CURDIR)/static/screenshots go test -count=1 -run TestScreenshots ./e2e

# How long the page does not answer while it starts, against a hello world.
start: build
	@GOOS=js GOARCH=wasm go build -trimpath -ldflags "-s -w" -o build/hello.wasm ./bench/hello
	@MAUTIC_CONNECT_BINARY=$(CURDIR)/bin/mautic-connect MAUTIC_CONNECT_HELLO=$(CURDIR)/build/hello.wasm go test -count=1 -v -run 'TestStartingAgainst|TestTasksOf' ./e2e | grep -v '^=== '

# Every fuzz test there is, each for so long.
FUZZTIME ?= 20s
fuzz: go-is-there
	@grep -rl '^func Fuzz' --include='*_test.go' . | sort | while read -r file; do \
		for name in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9]*\)(.*/\1/p' "$$file"); do \
			go test -run '^$$' -fuzz "^$${name}$$" -fuzztime $(FUZZTIME) "$$(dirname "$$file")" || exit 1; \
		done; \
	done

bench: go-is-there
	@go test -run '^$$' -bench . -benchmem ./...

clean:
	@rm -rf bin build shots
	@find web/dist -mindepth 1 -not -name .gitignore -delete
