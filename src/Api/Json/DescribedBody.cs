namespace OrleansMonitor.Api.Json;

/// <summary>Describes bodies that a route reads by hand.</summary>
internal static class DescribedBody
{
    /// <summary>Says in the OpenAPI document that the body is a <typeparamref name="T"/>.</summary>
    public static RouteHandlerBuilder Accepts<T>(this RouteHandlerBuilder route) =>
        route.AddOpenApiOperationTransformer(async (operation, context, cancellation) =>
    {
        if (operation.RequestBody?.Content?.TryGetValue("application/json", out var body) == true)
            body.Schema = await context.GetOrCreateSchemaAsync(typeof(T), cancellationToken: cancellation);
    });
}
