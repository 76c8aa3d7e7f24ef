using OrleansMonitor.Domain.Rules.Guests;

namespace OrleansMonitor.Grains.Guests;

/// <summary>Looks once more, now and then, into a stop that was judged without its node's tasks (<see cref="StopReview"/>).</summary>
internal sealed class StopReviewer(GuestId guest, GuestInquirer inquirer)
{
    /// <summary>When to look again; null where there is nothing to look into.</summary>
    public DateTimeOffset? RecheckAt { get; private set; }

    /// <summary>The state with the cause of its stop, where that was found.</summary>
    public async Task<GuestState> Review(GuestState state, GuestObservation observation)
    {
        if (!StopReview.IsDue(state, observation))
        {
            RecheckAt = null;
            return state;
        }

        var now = observation.At;
        RecheckAt ??= now + StopReview.RetryInterval;
        if (now < RecheckAt) return state;
        RecheckAt = now + StopReview.RetryInterval;
        return await inquirer.AskAgain(state, observation) is { } stop ? StopReview.ApplyCause(guest, state, observation, stop) : state;
    }
}
