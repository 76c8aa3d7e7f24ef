using System.Runtime.CompilerServices;
using System.Threading.Channels;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>Readers that follow a cluster. One that falls behind is cut off and starts again with the full snapshot.</summary>
internal sealed class ClusterFollowers
{
    private const int MaxBehind = 64;
    private readonly List<Channel<ClusterDelta>> _channels = [];

    public void Publish(ClusterDelta delta)
    {
        for (var i = _channels.Count - 1; i >= 0; i--)
        {
            if (_channels[i].Writer.TryWrite(delta)) continue;
            _channels[i].Writer.TryComplete();
            _channels.RemoveAt(i);
        }
    }

    /// <summary>Cuts all readers off. They start again on the silo that the grain moves to.</summary>
    public void CutOff()
    {
        foreach (var channel in _channels) channel.Writer.TryComplete();
        _channels.Clear();
    }

    /// <summary>The full snapshot, then what is published.</summary>
    /// <param name="full">Makes the full snapshot.</param>
    /// <param name="age">The present age of the poll, so that a slow reader does not take an old delta for a new one.</param>
    /// <param name="shutdown">Ends it when the grain leaves its silo.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    public async IAsyncEnumerable<ClusterDelta> Follow(
        Func<ClusterDelta> full, Func<PollAge> age, CancellationToken shutdown,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var channel = Channel.CreateBounded<ClusterDelta>(new BoundedChannelOptions(MaxBehind) { SingleReader = true });
        _channels.Add(channel);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(shutdown, cancellation);
        try
        {
            yield return full();
            while (await channel.Reader.WaitToReadAsync(end.Token))
            {
                while (channel.Reader.TryRead(out var delta)) yield return delta with { Header = delta.Header with { Age = age() } };
            }
        }
        finally
        {
            _channels.Remove(channel);
        }
    }
}
