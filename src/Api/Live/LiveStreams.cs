using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.SignalR;
using OrleansMonitor.Api.Problems;
using OrleansMonitor.Hosting.Logging;

namespace OrleansMonitor.Api.Live;

/// <summary>
/// Runs the streams of hubs: a limited number per connection, and only for clients that read. A client that does not take an item within
/// <see cref="SlowAfter"/> is disconnected; it can subscribe again after its last sequence.
/// </summary>
internal sealed partial class LiveStreams(FailureLog failures, TimeProvider time, ILogger<LiveStreams> log)
{
    /// <summary>How many streams a connection may have at once. One of events and one of all clusters suffice.</summary>
    public const int PerConnection = 8;

    private static readonly object CountKey = new();

    private readonly LogThrottle _lines = new(time, TimeSpan.FromMinutes(1));

    /// <summary>How long a client may leave an item unread: 30 s.</summary>
    public static TimeSpan SlowAfter { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Passes items on to a client.</summary>
    /// <param name="connection">The client's connection.</param>
    /// <param name="what">The stream's name, for the log.</param>
    /// <param name="items">The items.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="HubException">The connection has too many streams, or the items failed.</exception>
    public async IAsyncEnumerable<T> Run<T>(
        HubCallerContext connection, string what, IAsyncEnumerable<T> items, [EnumeratorCancellation] CancellationToken cancellation)
    {
        Enter(connection);
        try
        {
            await using var slow = time.CreateTimer(
                _ => Drop(connection, what), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            await using var source = items.GetAsyncEnumerator(cancellation);
            while (await MoveNext(source, what))
            {
                // The next item is asked for once this one is written.
                slow.Change(SlowAfter, Timeout.InfiniteTimeSpan);
                yield return source.Current;
                slow.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
        finally
        {
            Leave(connection);
        }
    }

    private async ValueTask<bool> MoveNext<T>(IAsyncEnumerator<T> source, string what)
    {
        try
        {
            return await source.MoveNextAsync();
        }
        catch (Exception problem) when (problem is not (HubException or OperationCanceledException or OutOfMemoryException))
        {
            throw failures.ToHubException(what, problem);
        }
    }

    private void Drop(HubCallerContext connection, string what)
    {
        var address = connection.GetHttpContext()?.Connection.RemoteIpAddress?.ToString() ?? "an unknown address";
        if (_lines.MayLog(address, out var held)) LogSlow(log, address, what, held);
        connection.Abort();
    }

    private static void Enter(HubCallerContext connection)
    {
        lock (connection.Items)
        {
            var open = connection.Items.TryGetValue(CountKey, out var count) ? (int)count! : 0;
            if (open >= PerConnection)
                throw new HubException($"This connection has {PerConnection} streams, which is the limit; end one of them first.");
            connection.Items[CountKey] = open + 1;
        }
    }

    private static void Leave(HubCallerContext connection)
    {
        lock (connection.Items) connection.Items[CountKey] = (int)connection.Items[CountKey]! - 1;
    }

    [LoggerMessage(LogLevel.Warning,
        "Disconnected {Address}: it did not read {Stream} for 30 s ({Held} more since the last line about it)")]
    private static partial void LogSlow(ILogger log, string address, string stream, int held);
}
