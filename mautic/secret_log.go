//go:build !js

package mautic

import "log/slog"

// LogValue returns what String returns. It is left out of js/wasm, where it
// would bring log/slog into the download; slog's own handlers redact there all
// the same, through MarshalText and MarshalJSON.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }
