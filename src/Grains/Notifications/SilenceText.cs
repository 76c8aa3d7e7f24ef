using System.Globalization;
using OrleansMonitor.Domain.Notifications;

namespace OrleansMonitor.Grains.Notifications;

/// <summary>What the audit log and the event feed say of changes to silences.</summary>
internal static class SilenceText
{
    public static string Created(Silence silence)
    {
        var end = silence.EndsAt is { } at ? Clock(at) : "the incident ends";
        var comment = silence.Comment.Length == 0 ? "" : $": {silence.Comment}";
        return $"silence of {silence.Match.Describe()} from {Clock(silence.BeginsAt)} until {end}{comment}";
    }

    public static string Ended(Silence silence) => $"silence of {silence.Match.Describe()} by {silence.Author} ended";

    private static string Clock(DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"{at.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
}
