// The frame's side of being shown inside another page.
