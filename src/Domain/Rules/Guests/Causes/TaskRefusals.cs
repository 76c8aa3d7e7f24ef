using System.Text.RegularExpressions;
using OrleansMonitor.Domain.Observations;

namespace OrleansMonitor.Domain.Rules.Guests.Causes;

/// <summary>
/// Distinguishes tasks refused before any effect from tasks that failed while running (texts: api-facts §1, §6 and §7). A shutdown that
/// timed out has reached the guest; one of a locked guest has not.
/// </summary>
internal static partial class TaskRefusals
{
    /// <summary>Whether the task ended without any effect on the guest.</summary>
    public static bool IsRefused(PveTask task) => task.Failed && Refusal().IsMatch(task.Status!);

    [GeneratedRegex(
        @"^(VM|CT) is locked|\b(VM|CT) [0-9]+ not running|is paused - cannot shutdown|^can't lock file|^unable to find configuration file"
            + "|^Configuration file .* does not exist|no quorum|permission denied|Permission check failed|already running|it's a template",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Refusal();
}
