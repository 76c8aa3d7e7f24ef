using OrleansMonitor.Domain.Rules.Guests;

namespace OrleansMonitor.Grains.Guests;

/// <summary>Investigates a stop again that was evaluated without its node's tasks (<see cref="StopReview"/>).</summary>
internal sealed class StopReviewer(GuestId guest, GuestInquirer inquirer)
{
    /// <summary>When to check again; null if there is nothing to investigate.</summary>
    public DateTimeOffset? RecheckAt { get; private set; }

    /// <summary>The state, with the cause of the stop if it was found.</summary>
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
        return await inquirer.AskUnreadStop(state, observation) is { } stop
            ? StopReview.ApplyCause(guest, state, observation, stop) : state;
    }
}
