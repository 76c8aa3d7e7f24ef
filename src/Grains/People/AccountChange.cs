using System.Collections.Immutable;
using OrleansMonitor.Domain.Access;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Autonomy;
using OrleansMonitor.Domain.Live;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Grains.Audit;

namespace OrleansMonitor.Grains.People;

/// <summary>A change of an account, for the audit log and the event feed. It contains no hash.</summary>
/// <param name="Outcome">The account before and afterwards.</param>
/// <param name="Actor">Who changed it.</param>
/// <param name="Address">The address of that person, as text; null if that is not known.</param>
internal sealed record AccountChange(AccountOutcome Outcome, string Actor, string? Address)
{
    private Account One => (Outcome.After ?? Outcome.Before)!;

    private bool IsNewPassword => Outcome is { Before: { } before, After: { } after } && before.Hash != after.Hash;

    private AccessAct Act => Outcome switch
    {
        { Before: null } => new("create_account", Actor, Address, $"Account {One.Name} created with the role {One.Role.Name()}"),
        { After: null } => new("delete_account", Actor, Address, $"Account {One.Name} deleted"),
        _ when FactorAct is { } act => act,
        _ when IsNewPassword && Actor == One.Actor => new("change_password", Actor, Address, $"{Actor} changed the password"),
        _ when IsNewPassword => new("reset_password", Actor, Address, $"Password of account {One.Name} reset"),
        { Before: { } before, After: { } after } =>
            new("change_account", Actor, Address, $"Account {One.Name} changed: {Difference(before, after)}"),
    };

    private AccessAct? FactorAct => (Outcome.Before?.Factor, Outcome.After?.Factor) switch
    {
        (null, not null) => new("turn_on_second_factor", Actor, Address, $"{Actor} turned the second factor on"),
        (not null, null) when Actor == One.Actor =>
            new("turn_off_second_factor", Actor, Address, $"{Actor} turned the second factor off"),
        (not null, null) => new("reset_second_factor", Actor, Address, $"Second factor of account {One.Name} reset"),
        ({ } before, { } after) when before.RecoveryHashes.Length > after.RecoveryHashes.Length =>
            new("use_recovery_code", Actor, Address, $"{Actor} used a recovery code; {after.RecoveryHashes.Length} are left"),
        _ => null,
    };

    /// <summary>The audit row.</summary>
    /// <param name="now">The time now.</param>
    /// <param name="level">The autonomy level in force.</param>
    public AutonomyAction Row(DateTimeOffset now, AutonomyLevel level) => AccessRow.Of(
        now, Act, level,
        [("name", One.Name), ("before", Shown(Outcome.Before)), ("after", Shown(Outcome.After)), ("newPassword", IsNewPassword)]);

    /// <summary>The event for clients.</summary>
    /// <param name="row">The id of the audit row.</param>
    /// <param name="now">The time now.</param>
    public MonitorEvent Event(string row, DateTimeOffset now)
    {
        var act = Act;
        var details = ImmutableDictionary<string, string>.Empty.Add(MonitorEvent.ChangedAccountDetail, One.Id);
        return EventComposer.System(
            $"account:{row}", now, Severity.Info, EventSource.User, cluster: null, act.Details, $"{act.Details} (by {Actor}).") with
        {
            Details = Outcome.EndedStamp is { } ended ? details.Add(MonitorEvent.EndedStampDetail, ended) : details,
        };
    }

    private static string Difference(Account before, Account after)
    {
        var parts = new List<string>();
        if (before.Role != after.Role) parts.Add($"role {before.Role.Name()} to {after.Role.Name()}");
        if (before.Enabled != after.Enabled) parts.Add(after.Enabled ? "enabled" : "disabled");
        if (before.DisplayName != after.DisplayName) parts.Add("display name");
        return string.Join(", ", parts);
    }

    private static Dictionary<string, object?>? Shown(Account? account) => account is null
        ? null
        : new(StringComparer.Ordinal)
        {
            ["displayName"] = account.DisplayName,
            ["role"] = account.Role.Name(),
            ["enabled"] = account.Enabled,
            ["secondFactor"] = account.Factor is not null,
        };
}
