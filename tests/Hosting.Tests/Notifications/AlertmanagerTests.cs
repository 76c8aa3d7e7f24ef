using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using OrleansMonitor.Channels.Options;
using OrleansMonitor.Domain.Notifications;
using OrleansMonitor.Domain.Rules.Conditions;
using OrleansMonitor.Hosting.Tests.Notifications.Stubs;

namespace OrleansMonitor.Hosting.Tests.Notifications;

/// <summary>Alertmanager is told what is open, again and again, and what is over.</summary>
public sealed class AlertmanagerTests
{
    private const string Program = "/usr/bin/prometheus-alertmanager";
    private static readonly FakeTimeProvider Clock = new(Storage.Rows.Noon.AddHours(1));

    [Fact]
    public async Task An_alert_is_one_from_its_opening_to_its_end_at_all_members()
    {
        await using var stub = (AlertmanagerStub)await ChannelStub.Start("alertmanager");
        await Receiver.Send(stub.Destination, Receiver.Message(), Clock);
        stub.Lasts.To.ShouldBe(Clock.GetUtcNow().AddMinutes(5));
        var began = stub.Lasts.From;

        (await Receiver.Refresh(stub.Destination, [Receiver.Message()], Clock)).Result.ShouldBe(DeliveryResult.Delivered);
        await Receiver.Send(stub.Destination, Receiver.Message(MessageForm.Recovery), Clock);

        stub.Shown.ShouldHaveSingleItem().ShouldContain("alertname=");
        stub.Lasts.From.ShouldBe(began);
        stub.Lasts.To.ShouldBeLessThan(Clock.GetUtcNow());
        stub.Requests.GroupBy(request => request.Path).Select(group => (group.Key, group.Count()))
            .ShouldBe([("/api/v2/alerts", 3), ("/second/api/v2/alerts", 3)], ignoreOrder: true);
    }

    [Fact]
    public async Task What_another_condition_replaces_ends()
    {
        await using var stub = (AlertmanagerStub)await ChannelStub.Start("alertmanager");
        await Receiver.Send(stub.Destination, Receiver.Message(), Clock);

        await Receiver.Send(stub.Destination, Receiver.Message(MessageForm.Replaced), Clock);

        stub.Lasts.To.ShouldBeLessThan(Clock.GetUtcNow());
    }

    [Theory]
    [InlineData("/api/v2/alerts", DeliveryResult.Delivered)]
    [InlineData("alerts", DeliveryResult.Transient)]
    public async Task One_member_that_takes_it_is_enough_and_the_answer_names_those_that_do_not(string away, DeliveryResult result)
    {
        await using var stub = await ChannelStub.Start("alertmanager");
        var take = new Func<Received, Reply>(request => new(request.Path == away || away == "alerts" ? 503 : 200));
        stub.Instead = take;

        var outcome = await Receiver.Send(stub.Destination, Receiver.Message(), Clock);

        outcome.Result.ShouldBe(result);
        outcome.Detail.ShouldContain("It answered 503");
        (outcome.Refused is not null).ShouldBe(result == DeliveryResult.Delivered);
    }

    [Fact]
    public async Task A_member_that_hangs_fails_for_itself_before_the_limit_of_the_whole_message()
    {
        await using var hung = await Receiver.Start();
        using var asked = new CountdownEvent(2);
        var both = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        hung.Answer = async context =>
        {
            if (asked.Signal()) both.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        };
        var destination = new DestinationOptions { Alertmanager = new() { Servers = { hung.Url, hung.Url + "/second" } } };
        var clock = new FakeTimeProvider(Clock.GetUtcNow());

        var sending = Receiver.Send(destination, Receiver.Message(), clock);
        await both.Task;
        clock.Advance(TimeSpan.FromSeconds(6));
        var outcome = await sending;

        outcome.Result.ShouldBe(DeliveryResult.Unknown);
        outcome.Detail.ShouldContain($"{hung.Url}/second: No answer came within 5 seconds.");
    }

    /// <summary>A real one; it needs the package prometheus-alertmanager.</summary>
    [Fact, Trait("Run", "OnDemand")]
    public async Task A_real_Alertmanager_shows_an_alert_while_it_is_open()
    {
        Assert.SkipUnless(File.Exists(Program), $"{Program} is not installed");
        var folder = Directory.CreateTempSubdirectory("alertmanager").FullName;
        await File.WriteAllTextAsync(
            Path.Combine(folder, "a.yml"), "route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n",
            TestContext.Current.CancellationToken);
        var address = $"127.0.0.1:{FreePort()}";
        using var server = Process.Start(new ProcessStartInfo(Program,
        [
            $"--config.file={folder}/a.yml", $"--storage.path={folder}", $"--web.listen-address={address}", "--cluster.listen-address=",
        ]))!;
        try
        {
            var destination = new DestinationOptions { Alertmanager = new() { Servers = { $"http://{address}" } } };
            var test = MessageRenderer.Test("ops", TimeProvider.System.GetUtcNow());
            await Until(async () => (await Receiver.Send(destination, test)).Result == DeliveryResult.Delivered);
            var open = Receiver.Message();
            (await Receiver.Send(destination, open)).Result.ShouldBe(DeliveryResult.Delivered);
            (await Receiver.Refresh(destination, [open])).Result.ShouldBe(DeliveryResult.Delivered);
            string?[] names = ["MONITOR_TEST", open.Notice!.Condition.ToName()];
            await Until(async () => (await Names(address)).SequenceEqual(names.Order()));

            await Receiver.Send(destination, Receiver.Message(MessageForm.Recovery));
            await Until(async () => (await Names(address)).SequenceEqual(["MONITOR_TEST"]));
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync(CancellationToken.None);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<IReadOnlyList<string?>> Names(string address)
    {
        using var http = new HttpClient();
        var alerts = await http.GetFromJsonAsync<JsonElement>($"http://{address}/api/v2/alerts", TestContext.Current.CancellationToken);
        return [.. alerts.EnumerateArray().Select(alert => alert.GetProperty("labels").GetProperty("alertname").GetString()).Order()];
    }

    private static async Task Until(Func<Task<bool>> holds)
    {
        for (var tries = 0; tries < 100; tries++)
        {
            if (await holds()) return;
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException("it never held");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
