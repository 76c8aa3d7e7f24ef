using OrleansMonitor.Domain.Access;

namespace OrleansMonitor.Domain.Tests.Access;

/// <summary>The stored keys, and the texts that match them.</summary>
public sealed class ApiKeysTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_text_matches_its_own_key_alone()
    {
        var (id, text) = ApiKeyText.New();
        var key = Key(id, "a", text);

        ApiKeyText.IdOf(text).ShouldBe(id);
        ApiKeyText.Matches(key, text).ShouldBeTrue();
        ApiKeyText.Matches(key, ApiKeyText.New().Text).ShouldBeFalse();
        ApiKeyText.Matches(null, text).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("om_")]
    [InlineData("correct-horse-battery-staple")]
    [InlineData("xx_0123456789ab_0123456789012345678901234567890123456789012345678901234567890123")]
    [InlineData("om_0123456789ab-0123456789012345678901234567890123456789012345678901234567890123")]
    public void Another_text_has_no_id(string text) => ApiKeyText.IdOf(text).ShouldBeNull();

    [Fact]
    public void A_name_is_taken_in_any_case_of_its_letters()
    {
        var keys = ApiKeys.None.With(Key("1", "Grafana"));

        keys.Refuse(Key("2", "grafana")).ShouldBe(KeyRefusal.NameTaken);
        keys.Refuse(Key("1", "other")).ShouldBe(KeyRefusal.IdTaken);
        keys.Refuse(Key("2", "other")).ShouldBeNull();
        keys.Without("1").Refuse(Key("2", "grafana")).ShouldBeNull();
    }

    [Fact]
    public void The_number_of_keys_is_limited()
    {
        var keys = Enumerable.Range(1, ApiKeys.Capacity - 1).Aggregate(ApiKeys.None, (all, i) => all.With(Key($"{i}", $"name {i}")));
        keys.Refuse(Key("x", "last")).ShouldBeNull();
        keys.With(Key("x", "last")).Refuse(Key("y", "more")).ShouldBe(KeyRefusal.Full);
    }

    [Fact]
    public void Uses_only_move_forward_and_unknown_keys_have_none()
    {
        var keys = ApiKeys.None.With(Key("1", "a"));
        var used = keys.WithUses([new("1", Now), new("2", Now)]);

        used.Find("1")!.LastUsedAt.ShouldBe(Now);
        used.ById.Count.ShouldBe(1);
        used.WithUses([new("1", Now.AddMinutes(-1))]).ShouldBeSameAs(used);
    }

    [Theory]
    [InlineData(Role.Viewer, Permission.Read, true)]
    [InlineData(Role.Viewer, Permission.TurnOnKillSwitch, false)]
    [InlineData(Role.Operator, Permission.TurnOnKillSwitch, true)]
    [InlineData(Role.Operator, Permission.TurnOffKillSwitch, false)]
    [InlineData(Role.Operator, Permission.ManageKeys, false)]
    [InlineData(Role.Admin, Permission.TurnOffKillSwitch, true)]
    public void A_role_has_its_permissions(Role role, Permission permission, bool has) => (role >= permission.Least()).ShouldBe(has);

    private static ApiKey Key(string id, string name, string text = "") =>
        new(id, name, Role.Viewer, ApiKeyText.HashOf(text), Now, "admin", null);
}
