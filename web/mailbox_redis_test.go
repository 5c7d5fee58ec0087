package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// startRedis runs a Redis, or Valkey, without a disk for one test and returns the
// URL of it and a way to end it. A password is asked for.
func startRedis(t *testing.T) (address string, stop func()) {
	t.Helper()
	path := ""
	for _, name := range []string{"redis-server", "valkey-server"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Skip("neither redis-server nor valkey-server is installed, so nobody checks here that replicas share their mailbox")
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(free.Addr().String())
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	command := exec.Command(path, "--bind", "127.0.0.1", "--port", port, "--save", "", "--appendonly", "no", "--requirepass", redisPassword)
	command.Dir = t.TempDir()
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	ended := false
	stop = func() {
		if !ended {
			ended = true
			_ = command.Process.Kill()
			_ = command.Wait()
		}
	}
	t.Cleanup(stop)
	address = "redis://:" + redisPassword + "@127.0.0.1:" + port + "/0"
	r := openRedis(t, address)
	for end := time.Now().Add(never); ; time.Sleep(10 * time.Millisecond) {
		err := r.Check(t.Context())
		if err == nil {
			return address, stop
		}
		if time.Now().After(end) {
			t.Fatal(err)
		}
	}
}

const redisPassword = "canary-redis-4713"

func openRedis(t *testing.T, address string) *Redis {
	t.Helper()
	r, err := NewRedis(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return r
}

// replica is a server with its own connection to a Redis, which has subscribed.
func replica(t *testing.T, address string, log *slog.Logger, before int64) string {
	t.Helper()
	r := openRedis(t, address)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		r.Listen(ctx, log)
	}()
	t.Cleanup(func() {
		cancel()
		<-done
	})
	for end := time.Now().Add(never); ; time.Sleep(5 * time.Millisecond) {
		if n, err := r.client.PubSubNumSub(ctx, redisNews).Result(); err == nil && n[redisNews] > before {
			break
		}
		if time.Now().After(end) {
			t.Fatal("the replica did not subscribe")
		}
	}
	return startServer(t, Options{Redis: r, Log: log})
}

func TestOneReplicaDeliversWhatAnotherGot(t *testing.T) {
	t.Parallel()
	address, _ := startRedis(t)
	var buf logBuffer
	log := debugLog(&buf)
	one, two := replica(t, address, log, 0), replica(t, address, log, 1)
	got := make(chan answer, 1)
	go func() { got <- ask(t, "GET", two+"/mailbox/"+mailKey(mailState), nil) }()
	started := time.Now()
	posted := ask(t, "POST", one+"/mailbox", strings.NewReader(mailLetter), "Content-Type", "application/json")
	if a := <-got; a.status != 200 || a.body != mailQuery {
		t.Errorf("the page got %d %q", a.status, a.body)
	}
	if posted.status != 204 {
		t.Errorf("the callback got %d %q", posted.status, posted.body)
	}
	// Only the news of the other replica is that quick: looking takes 5 s.
	if took := time.Since(started); took >= receiptTime {
		t.Errorf("it took %s", took)
	}
	for _, base := range []string{one, two} {
		if a := ask(t, "POST", base+"/mailbox", strings.NewReader(mailLetter), "Content-Type", "application/json"); a.status != 409 {
			t.Errorf("a replay got %d %q", a.status, a.body)
		}
	}
	if out := buf.String(); strings.Contains(out, "canary") || strings.Contains(out, mailKey(mailState)) {
		t.Errorf("the log holds a secret:\n%s", out)
	}
}

func TestRedisGivesAnAnswerOutOnceAndExpiresIt(t *testing.T) {
	t.Parallel()
	address, _ := startRedis(t)
	r, ctx := openRedis(t, address), t.Context()
	if err := r.put(ctx, "a", "answer"); err != nil {
		t.Fatal(err)
	}
	if life, err := r.client.PTTL(ctx, redisAnswer+"a").Result(); err != nil || life <= 0 || life > mailLife {
		t.Errorf("it is kept for %s, %v", life, err)
	}
	if err := r.put(ctx, "a", "another"); !errors.Is(err, errMailKnown) {
		t.Errorf("a second answer: %v", err)
	}
	if read, err := r.wasRead(ctx, "a"); read || err != nil {
		t.Errorf("before it was read: %t, %v", read, err)
	}
	taken := make(chan string, 8)
	for range cap(taken) {
		go func() {
			answer, err := r.take(ctx, "a")
			taken <- fmt.Sprint(answer, err)
		}()
	}
	times := 0
	for range cap(taken) {
		switch got := <-taken; got {
		case "answer<nil>":
			times++
		case "<nil>":
		default:
			t.Errorf("one of eight got %s", got)
		}
	}
	if times != 1 {
		t.Errorf("eight at once read it %d times", times)
	}
	if read, err := r.wasRead(ctx, "a"); !read || err != nil {
		t.Errorf("after it was read: %t, %v", read, err)
	}
	if left, err := r.client.PTTL(ctx, redisAnswer+"a").Result(); err != nil || left <= 0 {
		t.Errorf("what is left of it lives for %s, %v", left, err)
	}
	if err := r.put(ctx, "a", "again"); !errors.Is(err, errMailKnown) {
		t.Errorf("a replay: %v", err)
	}
	if read, err := r.wasRead(ctx, "unknown"); read || err != nil {
		t.Errorf("of an unknown key: %t, %v", read, err)
	}
}

func TestRedisHoldsSoManyAnswers(t *testing.T) {
	t.Parallel()
	address, _ := startRedis(t)
	r, ctx := openRedis(t, address), t.Context()
	r.max, r.life = 2, time.Second
	for i := range 2 {
		if err := r.put(ctx, fmt.Sprint(i), "x"); err != nil {
			t.Fatal(err)
		}
	}
	err := r.put(ctx, "more", "x")
	if !errors.Is(err, errMailFull) {
		t.Errorf("one more: %v", err)
	}
	for end := time.Now().Add(never); errors.Is(err, errMailFull) && time.Now().Before(end); err = r.put(ctx, "more", "x") {
	}
	if err != nil {
		t.Errorf("with the others expired: %v", err)
	}
}

func TestMailboxIsBusyWhileRedisIsAway(t *testing.T) {
	t.Parallel()
	address, stop := startRedis(t)
	var buf logBuffer
	base := replica(t, address, debugLog(&buf), 0)
	stop()
	if a := ask(t, "POST", base+"/mailbox", strings.NewReader(mailLetter), "Content-Type", "application/json"); a.status != 503 {
		t.Errorf("the callback got %d %q", a.status, a.body)
	}
	a := ask(t, "GET", base+"/mailbox/"+mailKey(mailState), nil)
	if a.status != 503 || strings.Contains(a.body, "127.0.0.1") {
		t.Errorf("the page got %d %q", a.status, a.body)
	}
	for end := time.Now().Add(never); !strings.Contains(buf.String(), "went away") && time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
	}
	out := buf.String()
	if strings.Contains(out, "canary") || strings.Contains(out, mailKey(mailState)) || !strings.Contains(out, "the mailbox does not work") || strings.Count(out, "went away") != 1 {
		t.Errorf("the log should say what is wrong, once, and hold no secret:\n%s", out)
	}
}

func TestRedisErrorsHoldNoPassword(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"", "localhost:6379", "redis:canary@localhost", "redis://", "redis://:canary@/0", "http://:canary@localhost", "redis://:canary@loc alhost", "redis://:canary@localhost/x", "redis://:canary@localhost?nope=canary", "redis://:can%zzary@localhost"} {
		if _, err := NewRedis(address); err == nil || strings.Contains(err.Error(), "canary") || strings.Contains(err.Error(), "zz") {
			t.Errorf("%q: %v", address, err)
		}
	}
	address, _ := startRedis(t)
	wrong := openRedis(t, strings.Replace(address, redisPassword, "canary-wrong", 1))
	if err := wrong.Check(t.Context()); err == nil || strings.Contains(err.Error(), "canary") || !strings.Contains(err.Error(), "--redis-url") {
		t.Errorf("with a wrong password: %v", err)
	}
}
