using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using OrleansMonitor.Domain.Audit;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage.Health;

namespace OrleansMonitor.Hosting.Storage.Heads;

/// <summary>
/// Keeps the ends of the audit log's chains outside the database, and compares. They are read from what is committed, so they may lag
/// behind the log and never lead; where the log contradicts them, what was on record stays there until a person moves the file away.
/// </summary>
public sealed partial class AuditHeads
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly HeadsFile? _file;
    private readonly TimeProvider _time;
    private readonly ILogger<AuditHeads> _log;
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Dictionary<string, RecordedHead> _recorded = new(StringComparer.Ordinal);
    private bool _loaded;
    private readonly ChangeSignal _behind = new();
    private volatile bool _moved = true;

    internal AuditHeads(HeadsFile? file, TimeProvider time, ILogger<AuditHeads> log) => (_file, _time, _log) = (file, time, log);

    /// <summary>Where they are kept; null where they are not.</summary>
    public string? Path => _file?.Path;

    /// <summary>Ends when a chain has moved, or its end could not be kept; at once where something is still to be kept.</summary>
    internal Task Behind
    {
        get
        {
            var next = _behind.Next;
            return _moved && _file is not null ? Task.CompletedTask : next;
        }
    }

    /// <summary>Why they are not kept, or cannot be compared, in words; null where they are.</summary>
    public string? Trouble { get; private set; }

    /// <summary>True where the file or its key was changed by another hand.</summary>
    public bool Forged { get; private set; }

    /// <summary>
    /// Keeps the end of a chain that has just moved before anybody is told of the row, so that no acknowledged row can vanish unnoticed. A
    /// record that cannot be written in time does not undo the row: it is tried again every second.
    /// </summary>
    internal async Task MovedAsync(IAuditStore store)
    {
        Move();
        try
        {
            // The file is written synchronously; who asks is a grain.
            await Task.Run(() => KeepAsync(store, CancellationToken.None)).WaitAsync(LongestWait, _time).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            LogLate(problem.Message);
        }
    }

    /// <summary>What does not fit, by chain.</summary>
    internal async Task<IReadOnlyList<(RecordedHead Head, string Reason)>> CompareAsync(IAuditStore store, CancellationToken cancellation)
    {
        var recorded = await RecordedAsync(cancellation).ConfigureAwait(false);
        var chains = await store.ListChainsAsync(cancellation).ConfigureAwait(false);
        var found = new List<(RecordedHead, string)>();
        foreach (var head in recorded)
        {
            if (await JudgeAsync(store, head, Find(chains, head.Chain), cancellation).ConfigureAwait(false) is { } reason)
                found.Add((head, reason));
        }

        return found;
    }

    /// <summary>Keeps the ends as they are now, where any has moved and what is on record fits.</summary>
    internal async Task KeepAsync(IAuditStore store, CancellationToken cancellation)
    {
        if (!_moved || _file is null) return;
        await RecordedAsync(cancellation).ConfigureAwait(false);
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            // Whoever waited here may find its own row kept already.
            if (Forged || !_moved) return;
            _moved = false;
            var now = _time.GetUtcNow();
            foreach (var chain in await store.ListChainsAsync(cancellation).ConfigureAwait(false))
                await KeepAsync(store, chain, now, cancellation).ConfigureAwait(false);
            _file.Write([.. _recorded.Values.OrderBy(head => head.Chain, StringComparer.Ordinal)]);
            Trouble = null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or StoreUnavailableException)
        {
            Move();
            var words = $"The file '{_file.Path}' with the ends of the audit log cannot be written: {problem.Message}";
            if (Trouble != words) LogTrouble(words);
            Trouble = words;
        }
        catch
        {
            Move();
            throw;
        }
        finally
        {
            _one.Release();
        }
    }

    private void Move()
    {
        _moved = true;
        _behind.Set();
    }

    private async Task KeepAsync(IAuditStore store, ChainState chain, DateTimeOffset now, CancellationToken cancellation)
    {
        if (chain.Head == 0) return;
        if (_recorded.TryGetValue(chain.Name, out var known))
        {
            if (known.Sequence == chain.Head && known.Hash == chain.HeadHash) return;
            if (await JudgeAsync(store, known, chain, cancellation).ConfigureAwait(false) is not null) return;
        }

        _recorded[chain.Name] = new(chain.Name, chain.Head, chain.HeadHash, now);
    }

    private static async Task<string?> JudgeAsync(IAuditStore store, RecordedHead head, ChainState? state, CancellationToken cancellation)
    {
        if (state is null || state.Head < head.Sequence || state.Anchor >= head.Sequence) return head.Contradicts(state, null);
        var rows = await store.ReadChainAsync(head.Chain, head.Sequence - 1, 1, cancellation).ConfigureAwait(false);
        if (rows is [{ } row] && row.ChainSequence == head.Sequence) return head.Contradicts(state, row.Hash);

        // Retention may have deleted it meanwhile.
        return head.Contradicts(Find(await store.ListChainsAsync(cancellation).ConfigureAwait(false), head.Chain), null);
    }

    private async Task<IReadOnlyList<RecordedHead>> RecordedAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (!_loaded) Load();
            return [.. _recorded.Values];
        }
        finally
        {
            _one.Release();
        }
    }

    private void Load()
    {
        _loaded = true;
        if (_file is null)
        {
            Trouble = "No file is configured for them: Monitor:Database:HeadsFile.";
            return;
        }

        try
        {
            foreach (var head in _file.Read()) _recorded[head.Chain] = head;
        }
        catch (CryptographicException forged)
        {
            Forged = true;
            Trouble =
                $"The file '{_file.Path}' with the ends of the audit log was changed by another hand: {forged.Message}. Look into it, "
                    + $"then move it and its key away and restart the monitor.";
            LogTrouble(Trouble);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // Read again at the next time.
            _loaded = false;
            Trouble = $"The file '{_file.Path}' with the ends of the audit log cannot be read: {problem.Message}";
        }
    }

    private static ChainState? Find(IReadOnlyList<ChainState> chains, string name) => chains.FirstOrDefault(chain => chain.Name == name);

    [LoggerMessage(LogLevel.Warning, "The end of the audit log was not kept with its row; it is tried again. {Reason}")]
    private partial void LogLate(string reason);

    [LoggerMessage(LogLevel.Error, "{Words}")]
    private partial void LogTrouble(string words);
}
