using OrleansMonitor.Hosting.Storage.Health;

namespace OrleansMonitor.Api.Problems;

/// <summary>Refuses whatever is to change something while the database does not store, at once and in words.</summary>
internal sealed class StorageGate(UnstoredEvents unstored) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || unstored.Now is not { } failed)
            return await next(context);
        return context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<WorksUnstored>() is null ? Refusal(failed.Message)
            : await next(context);
    }

    public static IResult Refusal(string words) => Problem.Of(StatusCodes.Status503ServiceUnavailable, "store-unavailable", words);
}

/// <summary>Marks a route that does its work though the database does not store, and says so in its answer.</summary>
internal sealed class WorksUnstored;
