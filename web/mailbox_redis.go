package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// The names in Redis. The braces keep all of them in one slot of a cluster's.
const (
	redisAnswer = "{mautic-connect}:mailbox:" // + key: the answer, or "" once read
	redisIndex  = "{mautic-connect}:mailbox"  // sorted set: keys by the time they expire
	redisNews   = "{mautic-connect}:mailbox:news"
)

// putScript keeps an answer: KEYS are its name and the index, ARGV the key, the
// answer, its life in ms and how many there may be. It returns 1, 0 for a known
// key and -1 when the mailbox is full.
const putScript = `
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
if redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[4]) then return -1 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
redis.call('ZADD', KEYS[2], now + ARGV[3], ARGV[1])
redis.call('PEXPIRE', KEYS[2], ARGV[3])
return 1`

// takeScript returns the answer KEYS[1] and leaves it empty for the rest of its
// life.
const takeScript = `
local answer = redis.call('GET', KEYS[1])
if answer and answer ~= '' then redis.call('SET', KEYS[1], '', 'KEEPTTL') end
return answer or ''`

// Redis is the mailbox's store for several replicas that serve one name: a Redis
// (6.0 or later) or Valkey server. It holds what the memory of a single server
// would: an authorization code for at most 60 s, until it is read.
type Redis struct {
	newsroom
	client *redis.Client
	puts   *redis.Script
	takes  *redis.Script
	max    int
	life   time.Duration
}

// NewRedis returns the store behind a URL such as redis://:password@host:6379/0
// (rediss:// for TLS). It does not connect. Its error does not repeat the URL,
// which may hold a password. It silences go-redis's own log, which the library
// has once for the whole process: errors reach this server's log instead.
func NewRedis(address string) (*Redis, error) {
	options, err := redis.ParseURL(address)
	// The library takes redis: for the local machine, which nobody means who
	// forgot the slashes.
	if u, parseErr := url.Parse(address); err != nil || parseErr != nil || u.Hostname() == "" && u.Scheme != "unix" {
		return nil, errors.New("the address of Redis is not one like redis://:password@localhost:6379/0")
	}
	logging.Disable()
	options.DisableIdentity = true
	options.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	options.ContextTimeoutEnabled = true
	return &Redis{client: redis.NewClient(options), puts: redis.NewScript(putScript), takes: redis.NewScript(takeScript),
		max: maxMail, life: mailLife}, nil
}

// Check asks whether the server answers, for at most 5 s.
func (r *Redis) Check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if err := r.client.Ping(ctx).Err(); err != nil {
		return fmt.Errorf("the Redis of --redis-url does not answer; check that it runs and that user name and password are right: %w", err)
	}
	return nil
}

// Listen passes on the news of the other replicas until ctx ends. Where Redis
// goes away it logs that once, and goes on when it is back; meanwhile the
// requests that wait look for themselves every 5 s.
func (r *Redis) Listen(ctx context.Context, log *slog.Logger) {
	subscription := r.client.Subscribe(ctx, redisNews)
	// Receive heeds no context while it reads; closing ends it.
	defer context.AfterFunc(ctx, func() { _ = subscription.Close() })()
	lost := false
	for {
		message, err := subscription.Receive(ctx)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			if !lost {
				log.WarnContext(ctx, "the mailbox's Redis went away", slog.Any("error", err))
			}
			lost = true
			select {
			case <-ctx.Done():
				return
			case <-time.After(time.Second):
			}
			continue
		}
		if lost {
			log.InfoContext(ctx, "the mailbox's Redis is back")
		}
		lost = false
		if news, ok := message.(*redis.Message); ok {
			r.tell(news.Payload)
		}
	}
}

// Close ends the connections.
func (r *Redis) Close() error {
	if err := r.client.Close(); err != nil {
		return fmt.Errorf("closing the connections to Redis: %w", err)
	}
	return nil
}

func (r *Redis) put(ctx context.Context, key, answer string) error {
	kept, err := r.puts.Run(ctx, r.client, []string{redisAnswer + key, redisIndex}, key, answer, r.life.Milliseconds(), r.max).Int()
	switch {
	case err != nil:
		return fmt.Errorf("keeping an answer in Redis: %w", err)
	case kept == 0:
		return errMailKnown
	case kept < 0:
		return errMailFull
	}
	r.publish(ctx, key)
	return nil
}

func (r *Redis) take(ctx context.Context, key string) (string, error) {
	answer, err := r.takes.Run(ctx, r.client, []string{redisAnswer + key}).Text()
	if err != nil {
		return "", fmt.Errorf("taking an answer from Redis: %w", err)
	}
	if answer != "" {
		r.publish(ctx, key)
	}
	return answer, nil
}

func (r *Redis) wasRead(ctx context.Context, key string) (bool, error) {
	answer, err := r.client.Get(ctx, redisAnswer+key).Result()
	if err != nil && !errors.Is(err, redis.Nil) {
		return false, fmt.Errorf("looking for an answer in Redis: %w", err)
	}
	return err == nil && answer == "", nil
}

// publish tells everybody who watches key. Where it fails the news is late, not
// lost: those who wait look for themselves now and then.
func (r *Redis) publish(ctx context.Context, key string) {
	r.tell(key)
	_ = r.client.Publish(ctx, redisNews, key).Err()
}
