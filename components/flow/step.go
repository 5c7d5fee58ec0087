package flow

// Step is one station of the wizard.
type Step string

// The steps, in the order a person meets them.
const (
	StepMautic     Step = "mautic"
	StepPrepare    Step = "prepare"
	StepCredential Step = "credential"
	StepProof      Step = "proof"
	StepHandOver   Step = "hand-over"
)

// Steps returns all steps in order.
func Steps() []Step { return []Step{StepMautic, StepPrepare, StepCredential, StepProof, StepHandOver} }

// position is the step's place in Steps; an unknown step stands before the first.
func (s Step) position() int {
	for i, step := range Steps() {
		if step == s {
			return i
		}
	}
	return -1
}

// Before reports whether s comes before other.
func (s Step) Before(other Step) bool { return s.position() < other.position() }
