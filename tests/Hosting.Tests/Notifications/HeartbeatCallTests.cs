using Microsoft.Extensions.DependencyInjection;
using OrleansMonitor.Channels;
using OrleansMonitor.Channels.Options;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Hosting.Tests.Notifications;

/// <summary>The heartbeat against a real server.</summary>
public sealed class HeartbeatCallTests
{
    private const string Token = "5a1f0c3e-heartbeat-secret";

    [Theory]
    [InlineData(null, "GET", "/ping/" + Token, "?from=lab", "")]
    [InlineData("polls: late", "POST", "/ping/" + Token + "/fail", "?from=lab", "polls: late")]
    public async Task A_failure_is_posted_beside_the_address_with_its_reason(
        string? problem, string method, string path, string query, string body)
    {
        await using var receiver = await Receiver.Start();

        (await Call(receiver, problem)).Result.ShouldBe(DeliveryResult.Delivered);

        var request = receiver.Requests.ShouldHaveSingleItem();
        (request.Method, request.Path, request.Query, request.Body).ShouldBe((method, path, query, body));
    }

    [Fact]
    public async Task What_it_answers_is_told_without_the_address()
    {
        await using var receiver = await Receiver.Start();
        receiver.Respond = request => new(404, $"no check at {request.Path}");

        (await Call(receiver, null)).ShouldBe(new(DeliveryResult.Permanent, "It answered 404: no check at …."));
    }

    private static async Task<DeliveryOutcome> Call(Receiver receiver, string? problem)
    {
        await using var services = new ServiceCollection().AddSingleton(TimeProvider.System)
            .AddNotificationChannels(
                new Dictionary<string, DestinationOptions>(StringComparer.Ordinal), new() { Url = $"{receiver.Url}/ping/{Token}?from=lab" })
            .BuildServiceProvider();
        return await services.GetRequiredService<IHeartbeatCall>().CallAsync(problem, TestContext.Current.CancellationToken);
    }
}
