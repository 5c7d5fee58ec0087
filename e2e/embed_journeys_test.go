package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// watchChannels has the callback page say, in data-channel, which way its answer
// was taken, and stay open.
const watchChannels = `(() => {
	window.close = () => {};
	const took = (way) => { if (document.documentElement) document.documentElement.dataset.channel ??= way; };
	addEventListener("message", (e) => { if (e.data?.type === "received") took("opener"); }, true);
	if (window.BroadcastChannel) {
		const add = BroadcastChannel.prototype.addEventListener;
		BroadcastChannel.prototype.addEventListener = function (type, hear) {
			return add.call(this, type, (e) => { if (e.data?.type === "received") took("broadcast"); hear(e); });
		};
	}
	const real = window.fetch;
	window.fetch = async (address, options) => {
		const answer = await real(address, options);
		if (String(address).endsWith("/mailbox") && answer.status === 204) took("mailbox");
		return answer;
	};
})()`

// connectsIn signs in through the window that the frame opens, and returns the
// way that the answer took.
func connectsIn(t *testing.T, frame *page, program *program, mautic string) string {
	t.Helper()
	frame.enterAddress(mautic)
	frame.enterClient(program)
	frame.says(".pair", "Mautic accepts this client")
	before := program.sawRequests(tokenEndpoint)
	window := frame.popup(frame.click("#connect"))
	frame.see("#waiting")
	window.onNewDocument(watchChannels)
	window.accept()
	frame.proven()
	window.until("the window has handed over", `document.getElementById("title")?.textContent === "You are connected"`)
	if n := program.sawRequests(tokenEndpoint) - before; n != 1 {
		t.Errorf("%d token requests were sent, not 1", n)
	}
	return evaluate[string](window, `document.documentElement.dataset.channel ?? "none"`)
}

func TestSigningInFromInsideAPortal(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, attributes string
		cut, blocked     bool
		want             string
	}{
		{name: "inline", attributes: `{}`, want: "opener"},
		{name: "in a window", attributes: `{modal: ""}`, want: "opener"},
		{name: "sandboxed", attributes: `{sandbox: ""}`, want: "opener"},
		{name: "the opener is cut off", attributes: `{}`, cut: true, want: "mailbox"},
		{name: "storage of third parties is blocked", attributes: `{}`, blocked: true, want: "opener"},
		{name: "both", attributes: `{}`, cut: true, blocked: true, want: "mailbox"},
		{name: "all of it, sandboxed, in a window", attributes: `{sandbox: "", modal: ""}`, cut: true, blocked: true, want: "mailbox"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			portal := newPortal(t)
			mautic, follow := cutOpener(t)
			program := startFor(t, portal, "--allow-host", strings.Trim(strings.TrimPrefix(mautic, "http:"), "/"))
			follow(program.sandbox)
			if !tt.cut {
				mautic = program.sandbox
			}
			var flags []chromedp.ExecAllocatorOption
			if tt.blocked {
				flags = append(flags, blockStorage(t, program.app))
			}
			p := portal.enter(t, flags...)
			if tt.blocked {
				p.b.expect("service worker registration failed") // it would have to keep files
			}
			p.put(tt.attributes)
			if strings.Contains(tt.attributes, "modal") {
				evaluate[string](p, `(element.open(), "")`)
			}
			frame := p.embedded(program.app)
			if blocked := evaluate[bool](frame, `window.mauticConnectStorageBlocked === true`); blocked != tt.blocked {
				t.Fatalf("storage is blocked: %t", blocked)
			}
			if got := connectsIn(t, frame, program, mautic); got != tt.want {
				t.Errorf("the answer came by %s, not by %s", got, tt.want)
			}
			fmt.Printf("callback: %s: %s\n", tt.name, tt.want)
			frame.press("#hand-it-over")
			frame.press("#tell")
			p.emits("connect", 1)
			frame.press("#done")
			p.emits("close", 1)
			got := evaluate[map[string]any](p, `heard.find(([type]) => type === "connect")[1]`)
			if got["base_url"] != strings.TrimSuffix(mautic, "/") || got["method"] != "authorization-code" || got["user"].(map[string]any)["username"] != "admin" || got["credential"] != nil {
				t.Errorf("the portal is told %v", got)
			}
			hides(t, "what the portal heard", evaluate[string](p, `JSON.stringify(heard)`), program.clientSecret, adminPassword)
		})
	}
}

func TestTheCredentialGoesToThePortalOnlyIfThePersonSaysSo(t *testing.T) {
	t.Parallel()
	for _, agrees := range []bool{true, false} {
		t.Run(fmt.Sprint(agrees), func(t *testing.T) {
			t.Parallel()
			portal := newPortal(t)
			program := startFor(t, portal, "--embed-release-secrets")
			p := portal.enter(t)
			p.put(`{"base-url": ` + fmt.Sprintf("%q", program.sandbox) + `, method: "basic", destination: "code", reference: "r-7"}`)
			frame := p.embedded(program.app)
			frame.holds("#address", program.sandbox)
			frame.press("#address-go")
			frame.see("#user-name")
			frame.enterLogin(adminName, adminPassword)
			frame.press("#connect")
			frame.proven()
			frame.press("#hand-it-over")
			host := strings.TrimPrefix(portal.URL, "http://")
			frame.says("#portal", host+" asks for the credential")
			if agrees {
				frame.press("#release")
			} else {
				frame.press("#tell")
			}
			p.emits("connect", 1)
			frame.says("#portal", map[bool]string{true: host + " has the credential.", false: host + " knows that it works."}[agrees])
			got := evaluate[map[string]any](p, `heard.find(([type]) => type === "connect")[1]`)
			credential, given := got["credential"].(map[string]any)
			if given != agrees || got["reference"] != "r-7" {
				t.Fatalf("the portal is told %v", got)
			}
			if agrees && (credential["password"] != adminPassword || credential["username"] != adminName || credential["method"] != "basic") {
				t.Errorf("the portal got %v", credential)
			}
			if !agrees {
				hides(t, "what the portal heard", evaluate[string](p, `JSON.stringify(heard)`), adminPassword)
			}
		})
	}
}
