using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Access.Factors;
using OrleansMonitor.Domain.Autonomy;

namespace OrleansMonitor.Domain.Tests.Access;

public sealed class AccountFactorsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly SecondFactor Factor = new("sealed", Now, 7, ["one", "two"]);

    private static readonly Account Anna =
        new("a1", "anna", null, Role.Admin, Enabled: true, "hash", "stamp", Now, "admin", Now);

    [Fact]
    public void It_is_turned_on_once_for_the_account_that_was_checked_and_ends_sessions_and_sign_ins_without_a_code()
    {
        var all = With(Anna);

        var on = all.TurnOn("a1", "stamp", "new", Factor);

        on.Refusal.ShouldBeNull();
        (on.EndedStamp, on.After!.Stamp).ShouldBe(("stamp", "new"));
        on.After.Factor.ShouldBe(Factor);
        all.With(on).TurnOn("a1", "new", "newer", Factor).Refusal.ShouldBe(AccountRefusal.FactorIsOn);
        all.TurnOn("a1", "older", "new", Factor).Refusal.ShouldBe(AccountRefusal.ChangedMeanwhile);
        all.TurnOn("a2", "stamp", "new", Factor).Refusal.ShouldBe(AccountRefusal.Unknown);
    }

    [Fact]
    public void Its_owner_turns_it_off_and_a_reset_ends_the_sessions()
    {
        var all = With(Anna with { Factor = Factor });

        all.TurnOff("a1", null).ShouldSatisfyAllConditions(
            off => off.After!.Factor.ShouldBeNull(), off => off.EndedStamp.ShouldBeNull());
        all.TurnOff("a1", "new").ShouldSatisfyAllConditions(
            off => off.After!.Factor.ShouldBeNull(), off => off.EndedStamp.ShouldBe("stamp"));
        With(Anna).TurnOff("a1", null).Refusal.ShouldBe(AccountRefusal.NoFactor);
    }

    [Fact]
    public void A_recovery_code_is_used_up()
    {
        var all = With(Anna with { Factor = Factor });

        var used = all.UseRecoveryCode("a1", "one");

        used.After!.Factor!.RecoveryHashes.ShouldBe(["two"]);
        all.With(used).UseRecoveryCode("a1", "one").Refusal.ShouldBe(AccountRefusal.WrongCode);
        With(Anna).UseRecoveryCode("a1", "one").Refusal.ShouldBe(AccountRefusal.NoFactor);
    }

    [Fact]
    public void A_used_code_counts_for_its_own_secret_and_never_backwards()
    {
        var all = With(Anna with { Factor = Factor });

        LastStep(all, ("sealed", 9)).ShouldBe(9);
        LastStep(all, ("sealed", 3)).ShouldBe(7);
        LastStep(all, ("another", 9)).ShouldBe(7);
    }

    [Fact]
    public void No_text_form_contains_a_secret()
    {
        Factor.ToString().ShouldBe("SecondFactor");
        (Anna with { Factor = Factor }).ToString().ShouldBe("anna");
    }

    [Theory]
    [InlineData(0, null, true)]
    [InlineData(9, null, true)]
    [InlineData(10, null, false)]
    [InlineData(60, 50, false)]
    [InlineData(60, 55, true)]
    [InlineData(-11, null, false)]
    public void A_sign_in_is_fresh_for_a_while_and_not_in_the_future(int minutes, int? confirmed, bool fresh)
    {
        var session = new OpenSession("s", "proof", "account:a1", "account:anna", "password", null, Now, Now) with
        {
            ConfirmedAt = confirmed is { } at ? Now.AddMinutes(at) : null,
        };

        session.IsFresh(Now.AddMinutes(minutes), TimeSpan.FromMinutes(10)).ShouldBe(fresh);
    }

    [Theory]
    [InlineData(3, null, true)]
    [InlineData(2, null, false)]
    [InlineData(1, null, false)]
    [InlineData(2, "own", true)]
    [InlineData(1, "own", false)]
    [InlineData(null, "own", true)]
    [InlineData(null, "none", false)]
    [InlineData(3, "none", true)]
    [InlineData(2, "none", false)]
    public void A_level_is_raised_if_the_monitor_may_do_more_by_itself(int? level, string? cluster, bool raised) =>
        new AutonomySettings((AutonomyLevel)2, new(Active: false)).With((AutonomyLevel)1, "own")
            .IsRaisedBy((AutonomyLevel?)level, cluster).ShouldBe(raised);

    private static Accounts With(Account account) => Accounts.None.With(Accounts.None.Add(account, onlyFirst: false));

    private static long LastStep(Accounts all, (string Secret, long Step) used) =>
        all.WithSteps(new Dictionary<string, long> { [used.Secret] = used.Step }).Find("a1")!.Factor!.LastStep;
}
