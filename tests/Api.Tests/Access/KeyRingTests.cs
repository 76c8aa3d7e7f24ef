using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OrleansMonitor.Api.Auth;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Api.Tests.Access;

/// <summary>An API host's copy of the keys.</summary>
public sealed class KeyRingTests
{
    private const string AdminText = "correct-horse-battery-staple";

    private readonly FakeTimeProvider _time = new();
    private readonly Store _store = new();
    private readonly OpenRequests _open = new();
    private readonly KeyRing _ring;

    public KeyRingTests() => _ring = new(_store, _open, _time, NullLogger<KeyRing>.Instance);

    [Fact]
    public async Task A_key_that_another_host_revoked_is_refused_two_seconds_later()
    {
        var key = Add();
        (await _ring.Find(key.Id)).ShouldBe(key);
        _store.Keys = ApiKeys.None;
        (await _ring.Find(key.Id)).ShouldBe(key);

        _time.Advance(KeyRing.Fresh);

        (await _ring.Find(key.Id)).ShouldBeNull();
        _ring.IsRevoked(key.Id).ShouldBeTrue("so that what it has open is aborted");
    }

    [Fact]
    public async Task A_key_that_is_told_to_be_revoked_is_refused_at_once()
    {
        var key = Add();
        (await _ring.Find(key.Id)).ShouldBe(key);

        _ring.Revoke(key.Id);

        (await _ring.Find(key.Id)).ShouldBeNull();
    }

    [Fact]
    public async Task A_key_is_refused_from_the_moment_at_which_it_expires()
    {
        var key = Add(_time.GetUtcNow().AddMinutes(5));
        _time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        (await _ring.Find(key.Id)).ShouldBe(key);

        _time.Advance(TimeSpan.FromTicks(1));

        (await _ring.Find(key.Id)).ShouldBeNull();
    }

    [Fact]
    public async Task A_key_that_was_just_added_is_known_at_once()
    {
        (await _ring.Find("x")).ShouldBeNull();
        var key = Add();

        _ring.Refresh();

        (await _ring.Find(key.Id)).ShouldBe(key);
    }

    [Fact]
    public async Task Requests_at_the_same_time_share_one_read()
    {
        var key = Add();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _ring.Find(key.Id)));
        _store.Reads.ShouldBe(1);
    }

    [Fact]
    public async Task Keys_that_cannot_be_read_are_refused_as_unavailable_and_the_admin_key_still_works()
    {
        var (id, text) = ApiKeyText.New();
        _store.Failure = new InvalidOperationException("no silo");
        var check = new KeyCheck(
            new(AdminText), _ring, new(_time, NullLogger<AttemptLimit>.Instance), null!);

        (await Should.ThrowAsync<StoreUnavailableException>(() => check.Try(IPAddress.Loopback, text))).Message.ShouldContain("no silo");
        (await check.Try(IPAddress.Loopback, AdminText)).Caller.ShouldBe(Caller.Admin);

        _store.Failure = null;
        (await _ring.Find(id)).ShouldBeNull("the failure is not kept");
    }

    [Fact]
    public async Task Keys_that_are_not_read_in_time_are_refused_as_unavailable()
    {
        var never = new TaskCompletionSource<ApiKeys>();
        _store.Answer = never.Task;
        var asked = _ring.Find("x");
        asked.IsCompleted.ShouldBeFalse();

        _time.Advance(LimitedCall.Limit);

        await Should.ThrowAsync<StoreUnavailableException>(asked);
    }

    [Fact]
    public void A_use_is_noted_at_most_once_a_minute()
    {
        _ring.NoteUse("a");
        _ring.NoteUse("a");
        _ring.NoteUse("b");
        _store.Uses.ShouldBe(["a", "b"]);

        _time.Advance(TimeSpan.FromMinutes(1));
        _ring.NoteUse("a");

        _store.Uses.ShouldBe(["a", "b", "a"]);
    }

    private ApiKey Add(DateTimeOffset? expiresAt = null)
    {
        var (id, text) = ApiKeyText.New();
        var key = new ApiKey(id, "ci", Role.Viewer, ApiKeyText.HashOf(text), _time.GetUtcNow(), "admin", expiresAt);
        _store.Keys = _store.Keys.With(key);
        return key;
    }

    private sealed class Store : IKeyStore
    {
        public ApiKeys Keys { get; set; } = ApiKeys.None;

        public Exception? Failure { get; set; }

        public Task<ApiKeys>? Answer { get; set; }

        public int Reads { get; private set; }

        public List<string> Uses { get; } = [];

        public Task<ApiKeys> Read()
        {
            Reads++;
            if (Failure is not null) return Task.FromException<ApiKeys>(Failure);
            return Answer ?? Task.FromResult(Keys);
        }

        public Task Used(string id, DateTimeOffset at)
        {
            Uses.Add(id);
            return Task.CompletedTask;
        }
    }
}
