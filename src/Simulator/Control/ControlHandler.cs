namespace OrleansMonitor.Simulator.Control;

/// <summary>The simulator's own HTTP interface below <c>/sim</c>.</summary>
internal sealed class ControlHandler(SimulatedCluster cluster)
{
    public async Task HandleAsync(HttpContext context)
    {
        if (context.Request.Path != "/sim/guests")
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await context.Response.WriteAsJsonAsync(cluster.Guests);
    }
}
