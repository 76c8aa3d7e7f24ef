using System.Globalization;

namespace OrleansMonitor.Domain.Autonomy;

/// <summary>Determines whether the settings allow any repair at all.</summary>
public static class RepairReadiness
{
    /// <summary>Why nothing can be repaired, in a few words such as <c>no act token</c>; null if something can.</summary>
    /// <param name="rules">The configured levels.</param>
    /// <param name="now">The level and the kill switch in force.</param>
    /// <param name="watched">The number of watched clusters.</param>
    /// <param name="acting">The clusters that have an act token.</param>
    public static string? Missing(AutonomyRules rules, AutonomySettings now, int watched, IReadOnlyCollection<ClusterName> acting)
    {
        if (now.KillSwitch.Active) return "kill switch on";
        if (watched == 0) return "no cluster";
        if (acting.Count == 0) return "no act token";
        var highest = acting.Max(cluster => AutonomyPolicy.HighestIn(rules, now, cluster));
        return highest >= AutonomyLevel.Recommend ? null : string.Create(CultureInfo.InvariantCulture, $"level {(int)highest}");
    }
}
