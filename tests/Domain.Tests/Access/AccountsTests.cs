using OrleansMonitor.Domain.Access;

namespace OrleansMonitor.Domain.Tests.Access;

/// <summary>Accounts of people.</summary>
public sealed class AccountsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    private readonly Accounts _two = Accounts.None.With(new AccountOutcome(null, null, Admin("1", "anna")))
        .With(new AccountOutcome(null, null, Admin("2", "ben") with { Role = Role.Viewer }));

    [Fact]
    public void The_last_enabled_admin_cannot_be_lowered_disabled_or_deleted_while_it_must_stay()
    {
        _two.Change("1", new("s", Role: Role.Operator), keepAdmin: true, Now).Refusal.ShouldBe(AccountRefusal.LastAdmin);
        _two.Change("1", new("s", Enabled: false), keepAdmin: true, Now).Refusal.ShouldBe(AccountRefusal.LastAdmin);
        _two.Delete("1", keepAdmin: true).Refusal.ShouldBe(AccountRefusal.LastAdmin);

        _two.Delete("1", keepAdmin: false).Refusal.ShouldBeNull();
        var raised = _two.With(_two.Change("2", new("s", Role: Role.Admin), keepAdmin: true, Now));
        raised.Delete("1", keepAdmin: true).Refusal.ShouldBeNull();
        var disabled = raised.With(raised.Change("2", new("s", Enabled: false), keepAdmin: true, Now));
        disabled.Delete("1", keepAdmin: true).Refusal.ShouldBe(AccountRefusal.LastAdmin, "a disabled admin can manage nothing");
    }

    [Fact]
    public void A_password_change_that_was_checked_before_a_reset_does_not_undo_it()
    {
        var reset = _two.With(_two.Change("1", new("s", Hash: "by the admin"), keepAdmin: true, Now));

        reset.Change("1", new("t", Hash: "by somebody who knew the old one", Expected: "stamp 1"), keepAdmin: true, Now).Refusal
            .ShouldBe(AccountRefusal.ChangedMeanwhile);
        reset.Change("1", new("t", Hash: "other", Expected: "s"), keepAdmin: true, Now).Refusal.ShouldBeNull();
    }

    [Fact]
    public void A_new_role_a_new_password_and_disabling_end_its_sessions_and_a_display_name_does_not()
    {
        foreach (var edit in new AccountEdit[] { new("s", Role: Role.Viewer), new("s", Enabled: false), new("s", Hash: "other") })
        {
            var outcome = _two.Change("1", edit, keepAdmin: false, Now);
            outcome.EndedStamp.ShouldBe("stamp 1");
            outcome.After!.Stamp.ShouldBe("s");
        }

        _two.Change("1", new("s", DisplayName: "Anna A."), keepAdmin: true, Now).EndedStamp.ShouldBeNull();
        _two.Change("1", new("s", Role: Role.Admin, Enabled: true), keepAdmin: true, Now).EndedStamp.ShouldBeNull("nothing changed");
        _two.Delete("2", keepAdmin: true).EndedStamp.ShouldBe("stamp 2");
        _two.Change("1", new("s", Hash: "other"), keepAdmin: true, Now).After!.PasswordSetAt.ShouldBe(Now);
    }

    [Fact]
    public void A_name_is_given_once_whatever_its_case_and_only_one_can_be_the_first()
    {
        _two.Add(Admin("3", "ANNA"), onlyFirst: false).Refusal.ShouldBe(AccountRefusal.NameTaken);
        _two.Add(Admin("3", "carla"), onlyFirst: true).Refusal.ShouldBe(AccountRefusal.NotFirst);
        _two.Add(Admin("3", "carla"), onlyFirst: false).After.ShouldNotBeNull();
        _two.FindName(" Anna ")?.Id.ShouldBe("1");
    }

    [Fact]
    public void There_are_at_most_a_thousand()
    {
        var full = Enumerable.Range(0, Accounts.Capacity).Aggregate(
            Accounts.None, (all, i) => all.With(new AccountOutcome(null, null, Admin($"{i}", $"user{i}"))));
        full.Add(Admin("x", "one more"), onlyFirst: false).Refusal.ShouldBe(AccountRefusal.Full);
    }

    [Theory]
    [InlineData("anna", true)]
    [InlineData("Änne Müller-O'Neil", true)]
    [InlineData("anna@example.org", true)]
    [InlineData("李雷", true)]
    [InlineData("a", false)]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345", false)]
    [InlineData("an  na", false)]
    [InlineData("anna:admin", false)]
    [InlineData("an\0na", false)]
    [InlineData("an\u200Bna", false)]
    [InlineData("A\u0308nne", false)]
    [InlineData("an\u202Ena", false)]
    public void A_name_reads_in_one_way(string name, bool isGood) => (AccountName.Refuse(name) is null).ShouldBe(isGood);

    [Theory]
    [InlineData("tulip over the harbour", true)]
    [InlineData("aaaa bbbb cccc dddd eeee", true)]
    [InlineData("Xk9#mQ2$vL7!", true)]
    [InlineData("Xk9#mQ2$vL7", false)]
    [InlineData("anna.schmidt", false)]
    [InlineData("Anna.Schmidt2026", false)]
    [InlineData("aaaaaaaaaaaaaaaa", false)]
    [InlineData("123456789012", false)]
    [InlineData("Password2026!", false)]
    [InlineData("change-me-please", false)]
    [InlineData("            ", false)]
    [InlineData(null, false)]
    public void A_password_is_long_and_not_what_everybody_tries_first(string? password, bool isGood) =>
        (PasswordRule.Refuse(password, "anna.schmidt") is null).ShouldBe(isGood);

    [Fact]
    public void Text_forms_contain_no_hash()
    {
        Admin("1", "anna").ToString().ShouldBe("anna");
        new AccountEdit("s", Hash: "secret").ToString().ShouldNotContain("secret");
    }

    private static Account Admin(string id, string name) =>
        new(id, name, null, Role.Admin, Enabled: true, "hash", $"stamp {id}", Now.AddDays(-1), "admin", Now.AddDays(-1));
}
