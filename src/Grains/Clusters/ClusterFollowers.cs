using System.Runtime.CompilerServices;
using System.Threading.Channels;
using OrleansMonitor.Domain.Snapshots;

namespace OrleansMonitor.Grains.Clusters;

/// <summary>Those who follow a cluster. One that falls behind is cut off and begins again with everything.</summary>
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

    /// <summary>Cuts all off: they begin again where the grain is next.</summary>
    public void CutOff()
    {
        foreach (var channel in _channels) channel.Writer.TryComplete();
        _channels.Clear();
    }

    /// <summary>Everything, then what is published.</summary>
    /// <param name="everything">What there is.</param>
    /// <param name="age">How long ago was polled, as of now: a reader that is slow is not to take what waited for it for new.</param>
    /// <param name="departure">Ends it when the grain leaves.</param>
    /// <param name="cancellation">Ends it.</param>
    public async IAsyncEnumerable<ClusterDelta> Follow(
        Func<ClusterDelta> everything, Func<PollAge> age, CancellationToken departure,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var channel = Channel.CreateBounded<ClusterDelta>(new BoundedChannelOptions(MaxBehind) { SingleReader = true });
        _channels.Add(channel);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(departure, cancellation);
        try
        {
            yield return everything();
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
