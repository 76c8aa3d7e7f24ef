using System.Net;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.SignalR;
using OrleansMonitor.Api.Auth;
using OrleansMonitor.Api.Problems;

namespace OrleansMonitor.Api.Live;

/// <summary>
/// Limits the live connections that a client has open at once, to hubs and dashboard pages together. The framework's limiter per client
/// wakes ten times a second for as long as the process runs. Thread-safe.
/// </summary>
/// <param name="perClient">How many each client may have.</param>
internal sealed class ConnectionLimit(int perClient)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, int> _open = [];

    /// <summary>How many clients have a connection open.</summary>
    public int Clients
    {
        get
        {
            lock (_lock) return _open.Count;
        }
    }

    /// <summary>Counts a connection; false if the client has too many.</summary>
    public bool TryOpen(IPAddress client)
    {
        lock (_lock)
        {
            ref var open = ref CollectionsMarshal.GetValueRefOrAddDefault(_open, client, out _);
            if (open >= perClient) return false;
            open++;
            return true;
        }
    }

    /// <summary>Ends a connection that was counted.</summary>
    public void Close(IPAddress client)
    {
        lock (_lock)
        {
            if (--CollectionsMarshal.GetValueRefOrNullRef(_open, client) == 0) _open.Remove(client);
        }
    }
}

/// <summary>Puts the limit in front of the hubs.</summary>
internal static class ConnectionLimitSetup
{
    // Seconds after which a refused client may try again: about as long as closed pages are kept for.
    private const string RetryAfter = "30";

    /// <summary>Answers 429 to a client that has too many live connections.</summary>
    public static void UseConnectionLimit(this WebApplication app)
    {
        var limit = app.Services.GetRequiredService<ConnectionLimit>();
        var open = app.Services.GetRequiredService<OpenRequests>();
        var access = app.Services.GetRequiredService<OpenAccess>();
        app.Use(async (context, next) =>
        {
            if (context.GetEndpoint()?.Metadata.GetMetadata<HubMetadata>() is null)
            {
                await next(context);
                return;
            }

            var client = ClientNetwork.Of(context.Connection.RemoteIpAddress);
            if (!limit.TryOpen(client))
            {
                context.Response.Headers.RetryAfter = RetryAfter;
                await Problem.Of(
                    StatusCodes.Status429TooManyRequests, "too-many-connections",
                    "This address has too many live connections open; Monitor:Auth:ConnectionsPerClient is the limit.")
                    .ExecuteAsync(context);
                return;
            }

            try
            {
                // It ends once a sign-in is needed.
                if (context.Openness() == Openness.Open && !access.IsForGood) await open.Run(OpenAccess.Owner, context, next);
                else await next(context);
            }
            finally
            {
                limit.Close(client);
            }
        });
    }
}
