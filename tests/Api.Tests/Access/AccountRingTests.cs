using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OrleansMonitor.Api.Auth;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Api.Tests.Access;

/// <summary>An API host's copy of the accounts.</summary>
public sealed class AccountRingTests
{
    private static readonly IPAddress There = IPAddress.Parse("198.51.100.1");

    private readonly FakeTimeProvider _time = new();
    private readonly Store _store = new();
    private readonly AccountRing _ring;

    public AccountRingTests() => _ring = new(_store, new(), _time, NullLogger<AccountRing>.Instance);

    [Fact]
    public async Task A_session_of_an_account_that_another_host_changed_is_refused_two_seconds_later()
    {
        var account = Add("anna", Role.Operator);
        (await Find(account)).ShouldBe(account);
        _store.Accounts = Accounts.None.With(new AccountOutcome(null, null, account with { Role = Role.Viewer, Stamp = "new" }));
        (await Find(account)).ShouldBe(account);

        _time.Advance(FreshCopy<Accounts>.Age);

        (await Find(account)).ShouldBeNull();
        _ring.HasEnded(account.Stamp).ShouldBeTrue("so that what it has open is aborted");
        (await _ring.Find(account.Id, "new", Role.Viewer)).ShouldNotBeNull("a new sign-in");
    }

    [Fact]
    public async Task A_session_that_claims_another_role_or_whose_account_is_disabled_is_refused()
    {
        var viewer = Add("anna", Role.Viewer);
        var disabled = Add("ben", Role.Admin, isEnabled: false);

        (await _ring.Find(viewer.Id, viewer.Stamp, Role.Admin)).ShouldBeNull();
        (await Find(disabled)).ShouldBeNull();
    }

    [Fact]
    public async Task A_session_that_is_told_to_have_ended_is_refused_at_once()
    {
        var account = Add("anna", Role.Admin);
        (await Find(account)).ShouldBe(account);

        _ring.End(account.Stamp);

        (await Find(account)).ShouldBeNull();
    }

    [Fact]
    public async Task Whether_a_sign_in_is_needed_stays_as_last_known_while_it_cannot_be_read()
    {
        (await _ring.HasAdmin()).ShouldBe(false);
        _store.Failure = new InvalidOperationException("no silo");
        _time.Advance(FreshCopy<Accounts>.Age);

        (await _ring.HasAdmin()).ShouldBe(false);

        _ring.Refresh();
        (await _ring.HasAdmin()).ShouldBeNull("something was changed since: it may be the first admin");
    }

    [Fact]
    public async Task Whether_a_sign_in_is_needed_is_unknown_if_it_was_never_read_and_a_lost_call_does_not_hold_up_a_request()
    {
        _store.Answer = new TaskCompletionSource<Accounts>().Task;
        var asked = _ring.HasAdmin();
        asked.IsCompleted.ShouldBeFalse();

        _time.Advance(FreshCopy<Accounts>.Age);

        (await asked).ShouldBeNull();
    }

    [Fact]
    public async Task An_unknown_name_a_disabled_account_and_a_wrong_password_take_the_same_way()
    {
        var passwords = new Passwords(_time, iterations: 1);
        var account = Add("anna", Role.Viewer, hash: await passwords.Hash("tulip over the harbour"));
        var disabled = Add("ben", Role.Viewer, isEnabled: false, account.Hash);
        var check = new AccountCheck(_ring, passwords, new(_time, NullLogger<AttemptLimit>.Instance), null!);

        (await check.Try(IPAddress.Loopback, "ANNA", "tulip over the harbour")).Account.ShouldBe(account);
        (await passwords.Match(disabled, "tulip over the harbour")).ShouldBeTrue("the password of a disabled account is compared, too");
        (await passwords.Match(null, "")).ShouldBeFalse("an unknown name is compared with a hash of its own");
    }

    [Theory]
    [InlineData("anna")]
    [InlineData("nobody")]
    public async Task Guessing_is_limited_by_account_from_whatever_address_and_an_unknown_name_is_answered_alike(string name)
    {
        var passwords = new Passwords(_time, iterations: 1);
        Add("anna", Role.Admin, hash: await passwords.Hash("right"));
        var other = Add("other", Role.Admin, hash: await passwords.Hash("right"));
        var limit = new AttemptLimit(_time, NullLogger<AttemptLimit>.Instance);
        var check = new AccountCheck(_ring, passwords, limit, new(null!, _time, NullLogger<AccessLog>.Instance));

        for (var i = 0; i <= AttemptLimit.Free; i++)
        {
            var (attempt, account) = await check.Try(IPAddress.Parse($"203.0.113.{i}"), name, "wrong");
            attempt.Wait.ShouldBeNull();
            account.ShouldBeNull();
        }

        (await check.Try(There, name.ToUpperInvariant(), "right")).Attempt.RetryAfter.ShouldBe(1, "in any case of its letters");
        (await check.Try(There, "other", "right")).Account.ShouldBe(other);
        _time.Advance(TimeSpan.FromSeconds(1));
        (await check.Try(There, name, "right")).Attempt.IsRight.ShouldBe(name == "anna");
    }

    [Fact]
    public async Task Guessing_names_is_limited_by_address()
    {
        var limit = new AttemptLimit(_time, NullLogger<AttemptLimit>.Instance);
        var check = new AccountCheck(
            _ring, new(_time, iterations: 1), limit, new(null!, _time, NullLogger<AccessLog>.Instance));

        for (var i = 0; i <= AttemptLimit.Free; i++) await check.Try(There, $"name{i}", "wrong");

        (await check.Try(There, "another", "wrong")).Attempt.RetryAfter.ShouldBe(1);
    }

    [Fact]
    public async Task Accounts_that_cannot_be_read_are_refused_as_unavailable_and_that_is_no_wrong_password()
    {
        _store.Failure = new InvalidOperationException("no silo");
        var limit = new AttemptLimit(_time, NullLogger<AttemptLimit>.Instance);
        var check = new AccountCheck(_ring, new(_time, iterations: 1), limit, null!);

        for (var i = 0; i < 2 * AttemptLimit.Free; i++)
            await Should.ThrowAsync<StoreUnavailableException>(() => check.Try(IPAddress.Loopback, "anna", "x"));

        limit.Clients.ShouldBe(0);
    }

    private Task<Account?> Find(Account account) => _ring.Find(account.Id, account.Stamp, account.Role);

    private Account Add(string name, Role role, bool isEnabled = true, string hash = "hash")
    {
        var now = _time.GetUtcNow();
        var account = new Account(name, name, null, role, isEnabled, hash, $"stamp of {name}", now, "admin", now);
        _store.Accounts = _store.Accounts.With(new AccountOutcome(null, null, account));
        return account;
    }

    private sealed class Store : IAccountStore
    {
        public Accounts Accounts { get; set; } = Accounts.None;

        public Exception? Failure { get; set; }

        public Task<Accounts>? Answer { get; set; }

        public Task<Accounts> Read() => Failure is null ? Answer ?? Task.FromResult(Accounts) : Task.FromException<Accounts>(Failure);

        public Task SignedIn(string id, DateTimeOffset at) => Task.CompletedTask;
    }
}
