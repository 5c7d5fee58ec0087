package e2e

import "testing"

// enterAddress goes through the first step.
func (p *page) enterAddress(address string) {
	p.b.t.Helper()
	p.fill("#address", address)
	p.press("#address-go")
	p.see("#method-basic")
}

// chooseBasic goes to the form for user name and password.
func (p *page) chooseBasic() {
	p.b.t.Helper()
	p.press("#method-basic")
	p.see("#user-name")
}

func TestBasicIsProven(t *testing.T) {
	program := start(t)
	p := open(t).page()
	p.visit(program.app)
	p.enterAddress(program.sandbox + "s/dashboard")
	p.chooseBasic()
	p.fill("#user-name", "admin")
	p.fill("#password", "Adm1n-Passw0rd!")
	p.press("#connect")
	p.see("#proof")
	for _, phrase := range []string{"Connected as Ada Admin (admin)", "Administrator", "5.1.1"} {
		p.says("#proof", phrase)
	}
	p.shot("proof-basic")
}
