using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Domain.Time;

namespace OrleansMonitor.Hosting.Storage.Heads;

/// <summary>
/// Records the heads of the audit log's chains outside the database and compares them with it. They are read from committed rows, so they
/// may lag behind the log but are never ahead. If the log contradicts a recorded head, that head is kept until a person moves the file
/// away.
/// </summary>
public sealed partial class AuditHeads
{
    private static readonly TimeSpan RecordTimeout = TimeSpan.FromSeconds(1);

    private readonly HeadsFile? _file;
    private readonly TimeProvider _time;
    private readonly ILogger<AuditHeads> _log;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<string, RecordedHead> _recorded = new(StringComparer.Ordinal);
    private bool _loaded;
    private readonly ChangeSignal _pendingSignal = new();
    private volatile bool _pending = true;

    internal AuditHeads(HeadsFile? file, TimeProvider time, ILogger<AuditHeads> log) => (_file, _time, _log) = (file, time, log);

    /// <summary>The file's path; null if heads are not recorded.</summary>
    public string? Path => _file?.Path;

    /// <summary>Completes when a chain has moved or its head could not be recorded; at once if heads are pending.</summary>
    internal Task Pending
    {
        get
        {
            var next = _pendingSignal.Next;
            return _pending && _file is not null ? Task.CompletedTask : next;
        }
    }

    /// <summary>Why heads are not recorded or cannot be compared; null if they are.</summary>
    public string? Problem { get; private set; }

    /// <summary>True if the file or its key was changed by anything but the monitor.</summary>
    public bool Tampered { get; private set; }

    /// <summary>
    /// Records the head of a chain that has just moved, before the row is acknowledged, so that no acknowledged row can vanish unnoticed.
    /// If the record cannot be written in time, the row stays and the record is retried every second.
    /// </summary>
    internal async Task RecordMovedAsync(IAuditStore store)
    {
        MarkPending();
        try
        {
            // The file is written synchronously and the caller is a grain.
            await Task.Run(() => RecordAsync(store, CancellationToken.None)).WaitAsync(RecordTimeout, _time).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            LogLate(problem.Message);
        }
    }

    /// <summary>The contradictions by chain.</summary>
    internal async Task<IReadOnlyList<(RecordedHead Head, string Reason)>> CompareAsync(IAuditStore store, CancellationToken cancellation)
    {
        var recorded = await LoadRecordedAsync(cancellation).ConfigureAwait(false);
        var chains = await store.ListChainsAsync(cancellation).ConfigureAwait(false);
        var found = new List<(RecordedHead, string)>();
        foreach (var head in recorded)
        {
            if (await FindContradictionAsync(store, head, Find(chains, head.Chain), cancellation).ConfigureAwait(false) is { } reason)
                found.Add((head, reason));
        }

        return found;
    }

    /// <summary>Records the present heads if any chain has moved, unless the recorded ones contradict the log.</summary>
    internal async Task RecordAsync(IAuditStore store, CancellationToken cancellation)
    {
        if (!_pending || _file is null) return;
        await LoadRecordedAsync(cancellation).ConfigureAwait(false);
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            // A concurrent call may have recorded this row's head already.
            if (Tampered || !_pending) return;
            _pending = false;
            var now = _time.GetUtcNow();
            foreach (var chain in await store.ListChainsAsync(cancellation).ConfigureAwait(false))
                await RecordAsync(store, chain, now, cancellation).ConfigureAwait(false);
            _file.Write([.. _recorded.Values.OrderBy(head => head.Chain, StringComparer.Ordinal)]);
            Problem = null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or StoreUnavailableException)
        {
            MarkPending();
            var message = $"The file '{_file.Path}' with the ends of the audit log cannot be written: {problem.Message}";
            if (Problem != message) LogTrouble(message);
            Problem = message;
        }
        catch
        {
            MarkPending();
            throw;
        }
        finally
        {
            _gate.Release();
        }
    }

    private void MarkPending()
    {
        _pending = true;
        _pendingSignal.Set();
    }

    private async Task RecordAsync(IAuditStore store, ChainState chain, DateTimeOffset now, CancellationToken cancellation)
    {
        if (chain.Head == 0) return;
        if (_recorded.TryGetValue(chain.Name, out var known))
        {
            if (known.Sequence == chain.Head && known.Hash == chain.HeadHash) return;
            if (await FindContradictionAsync(store, known, chain, cancellation).ConfigureAwait(false) is not null) return;
        }

        _recorded[chain.Name] = new(chain.Name, chain.Head, chain.HeadHash, now);
    }

    private static async Task<string?> FindContradictionAsync(
        IAuditStore store, RecordedHead head, ChainState? state, CancellationToken cancellation)
    {
        if (state is null || state.Head < head.Sequence || state.Anchor >= head.Sequence) return head.Contradicts(state, null);
        var rows = await store.ReadChainAsync(head.Chain, head.Sequence - 1, 1, cancellation).ConfigureAwait(false);
        if (rows is [{ } row] && row.ChainSequence == head.Sequence) return head.Contradicts(state, row.Hash);

        // Retention may have deleted the row meanwhile.
        return head.Contradicts(Find(await store.ListChainsAsync(cancellation).ConfigureAwait(false), head.Chain), null);
    }

    private async Task<IReadOnlyList<RecordedHead>> LoadRecordedAsync(CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (!_loaded) Load();
            return [.. _recorded.Values];
        }
        finally
        {
            _gate.Release();
        }
    }

    private void Load()
    {
        _loaded = true;
        if (_file is null)
        {
            Problem = "No file is configured for them: Monitor:Database:HeadsFile.";
            return;
        }

        try
        {
            foreach (var head in _file.Read()) _recorded[head.Chain] = head;
        }
        catch (CryptographicException forged)
        {
            Tampered = true;
            Problem =
                $"The file '{_file.Path}' with the ends of the audit log was changed by another hand: {forged.Message}. Look into it, "
                    + $"then move it and its key away and restart the monitor.";
            LogTrouble(Problem);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // Retried by the next call.
            _loaded = false;
            Problem = $"The file '{_file.Path}' with the ends of the audit log cannot be read: {problem.Message}";
        }
    }

    private static ChainState? Find(IReadOnlyList<ChainState> chains, string name) => chains.FirstOrDefault(chain => chain.Name == name);

    [LoggerMessage(LogLevel.Warning, "The end of the audit log was not stored with its row; the write is repeated. {Reason}")]
    private partial void LogLate(string reason);

    [LoggerMessage(LogLevel.Error, "{Problem}")]
    private partial void LogTrouble(string problem);
}
