using OrleansMonitor.Hosting.Storage.Health;

namespace OrleansMonitor.Api.Problems;

/// <summary>Refuses changes at once while the database does not store.</summary>
internal sealed class StorageGate(UnstoredEvents unstored) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || unstored.Now is not { } outage)
            return await next(context);
        return context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<WorksUnstored>() is null
            ? Refusal(outage.Message)
            : await next(context);
    }

    public static IResult Refusal(string message) => Problem.Of(StatusCodes.Status503ServiceUnavailable, "store-unavailable", message);
}

/// <summary>Marks a route that works while the database does not store and says so in its answer.</summary>
internal sealed class WorksUnstored;
