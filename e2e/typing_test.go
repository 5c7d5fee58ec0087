package e2e

import (
	"fmt"
	"strings"
	"testing"
)

func TestTypingWhileThePageIsBusyLosesNoCharacter(t *testing.T) {
	t.Parallel()
	program := start(t)
	p := open(t).page()
	p.visit(program.wizard())
	p.enterAddress(program.sandbox)
	p.chooseBasic()
	text := strings.Repeat("0123456789abcdefghijklmnopqrstuvwxyz", 2)
	p.focus("#password")
	// The next key is there when the page gets to drawing the one before, as on
	// a busy machine.
	await[string](p, fmt.Sprintf(`(async () => {
		for (const [i, key] of [...%q].entries()) {
			document.execCommand("insertText", false, key);
			for (const end = performance.now() + 20; performance.now() < end; );
			if (i %% 3 === 2) await new Promise((next) => setTimeout(next));
		}
		return "";
	})()`, text))
	p.holds("#password", text)
	p.press("#method-client-credentials")
	p.press("#method-basic")
	p.holds("#password", text)
}
