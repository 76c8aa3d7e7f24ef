using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace OrleansMonitor.Domain.Observations;

/// <summary>
/// The parsed log of a <c>vzdump</c> task. Only the log names the guests of a multi-guest job, whose task has an empty id (api-facts §5).
/// </summary>
[GenerateSerializer, Immutable, Alias("backup-job-log")]
public sealed partial record BackupJobLog
{
    private const string WaitingForLock = "INFO: trying to get global lock";
    private const string GotLock = "INFO: got global lock";

    /// <summary>The target storage; null if the log does not name it.</summary>
    [Id(0)] public string? Storage { get; init; }

    /// <summary>Every guest that it started or failed on, in the log's order.</summary>
    [Id(1)] public ImmutableArray<GuestBackup> Guests { get; init; } = [];

    /// <summary>Why the job as a whole failed, unless a guest's failure explains it; null if it did not.</summary>
    [Id(2)] public string? Failure { get; init; }

    /// <summary>False if only part of the log was read; guests in the rest are not known.</summary>
    [Id(3)] public bool Whole { get; init; }

    /// <summary>The job waits for another backup on its node and has done nothing yet.</summary>
    [Id(4)] public bool Waiting { get; init; }

    /// <summary>Time between the first and the last timestamp in the log; null if it has none.</summary>
    [Id(5)] public TimeSpan? Worked { get; init; }

    /// <summary>The job had to wait for another backup on its node, so its own work began later.</summary>
    [Id(6)] public bool Waited { get; init; }

    /// <summary>The entry of a guest; null if the log does not name it.</summary>
    public GuestBackup? Of(int vmid) => Guests.FirstOrDefault(guest => guest.Vmid == vmid);

    /// <summary>Parses a log. Unknown lines are ignored.</summary>
    public static BackupJobLog Read(TaskLog log)
    {
        var guests = new List<GuestBackup>();
        string? storage = null, failure = null;
        Span? span = null;
        var (waiting, waited) = (false, false);
        foreach (var line in log.Lines)
        {
            if (StorageOption().Match(line) is { Success: true } option) storage ??= option.Groups["id"].Value;
            else if (JobFailure().Match(line) is { Success: true } failed) failure = failed.Groups["why"].Value;
            else if (End().Match(line) is { Success: true } end) Close(guests, end);
            else if (Begin().Match(line) is { Success: true } begin) Open(guests, begin);
            else if (Moment().Match(line) is { Success: true } moment) span = RecordMoment(guests, moment, span);
            else if (line.StartsWith(WaitingForLock, StringComparison.Ordinal)) waiting = waited = true;
            else if (line == GotLock) waiting = false;
            else if (guests.Count > 0) guests[^1] = Detail(guests[^1], line);
        }

        // "job errors" means that guests failed, and those are listed.
        var named = failure == "job errors" && guests.Exists(guest => guest.Outcome == BackupOutcome.Failed);
        return new()
        {
            Storage = storage,
            Guests = [.. guests],
            Failure = named ? null : failure,
            Whole = log.Whole,
            Waiting = waiting,
            Worked = span?.Length,
            Waited = waited,
        };
    }

    private static void Open(List<GuestBackup> guests, Match begin)
    {
        if (Vmid(begin) is not { } vmid) return;
        guests.RemoveAll(guest => guest.Vmid == vmid);
        guests.Add(new() { Vmid = vmid });
    }

    private static Span? RecordMoment(List<GuestBackup> guests, Match moment, Span? span)
    {
        var text = moment.Groups["at"].Value;
        const string format = "yyyy-MM-dd HH:mm:ss";
        if (guests.Count == 0) return span;
        if (!DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)) return span;
        if (span is not { } before) return new(at, at);
        var next = before with { Last = at };
        if (guests[^1].Outcome != BackupOutcome.Unfinished) guests[^1] = guests[^1] with { EndedAfter = next.Length };
        return next;
    }

    // A guest that cannot be found fails without a start line.
    private static void Close(List<GuestBackup> guests, Match end)
    {
        if (Vmid(end) is not { } vmid) return;
        var at = guests.FindLastIndex(guest => guest.Vmid == vmid);
        var known = at < 0 ? new GuestBackup { Vmid = vmid } : guests[at];
        var why = end.Groups["why"];
        var closed = why.Success
            ? known with { Outcome = BackupOutcome.Failed, Reason = why.Value }
            : known with { Outcome = BackupOutcome.Finished, Reason = null };
        if (at < 0) guests.Add(closed);
        else guests[at] = closed;
    }

    private static GuestBackup Detail(GuestBackup guest, string line) => guest.Outcome != BackupOutcome.Unfinished ? guest : line switch
    {
        "INFO: status = running" => guest with { Ran = true },
        "INFO: status = stopped" => guest with { Ran = false },
        "INFO: backup mode: snapshot" => guest with { Mode = "snapshot" },
        "INFO: backup mode: suspend" => guest with { Mode = "suspend" },
        "INFO: backup mode: stop" => guest with { Mode = "stop" },
        "INFO: stopping vm" or "INFO: stopping virtual guest" => guest with { Stopped = true },
        _ when RunsAgain().IsMatch(line) => guest with { OnlineAgain = true },
        _ => guest,
    };

    private readonly record struct Span(DateTime First, DateTime Last)
    {
        public TimeSpan Length => Last > First ? Last - First : TimeSpan.Zero;
    }

    private static int? Vmid(Match match) =>
        int.TryParse(match.Groups["vmid"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var vmid) && vmid > 0 ? vmid : null;

    [GeneratedRegex("^INFO: starting new backup job: .* --storage (?<id>[A-Za-z0-9][A-Za-z0-9._-]*)( |$)",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StorageOption();

    [GeneratedRegex("^INFO: Starting Backup of VM (?<vmid>[0-9]+)\\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Begin();

    [GeneratedRegex("^(INFO: Finished Backup of VM (?<vmid>[0-9]+)\\b|ERROR: Backup of VM (?<vmid>[0-9]+) failed - (?<why>.*))",
        RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex End();

    [GeneratedRegex(
        "^((ERROR: Backup job failed - |TASK ERROR: )(?<why>.*)|ERROR: (?<why>can't acquire lock .*))", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex JobFailure();

    [GeneratedRegex("^INFO: (Backup started|Backup finished|Failed) at (?<at>[0-9-]{10} [0-9:]{8})$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Moment();

    // The second form is a VM's, which runs again from inside the copy.
    [GeneratedRegex("^INFO: (guest is online again after|resuming VM again after) ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RunsAgain();
}
