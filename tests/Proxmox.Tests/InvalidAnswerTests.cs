namespace OrleansMonitor.Proxmox.Tests;

/// <summary>What is not Proxmox' JSON is said to be so, and nothing is made of it.</summary>
public sealed class InvalidAnswerTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("hello", "JSON")]
    [InlineData("[]", "")]
    [InlineData("""{"data":null}""", "data")]
    [InlineData("""{"total":3}""", "data")]
    [InlineData("{}", "data")]
    [InlineData("""{"data":"text"}""", "")]
    [InlineData("""{"data":[{"type":"node"}""", "")]
    [InlineData("""{"data":[{"type":"node"}]""", "")]
    [InlineData("""{"data":[]}x""", "")]
    public async Task An_unusable_answer_is_invalid_for_both_kinds_of_reading(string body, string word)
    {
        await using var server = await ScriptedProxmox.StartAsync(Answers.Json(body));
        using var probe = ProbeFor.Servers(server);
        foreach (var failure in new[]
        {
            (await probe.ReadResourcesAsync(ProbeFor.Lab, new CollectingSink(), ProbeFor.Cancellation)).Failure,
            (await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Failure,
        })
        {
            failure!.Kind.ShouldBe(ProbeFailureKind.InvalidAnswer);
            failure.Message.ShouldContain(word);
            failure.Message.ShouldContain(server.Address.Authority);
        }
    }

    [Fact]
    public async Task An_answer_that_is_cut_is_invalid_though_rows_were_delivered()
    {
        const string Start = """{"data":[{"type":"qemu","vmid":100,"node":"pve1","status":"running"},{"type":"qe""";
        await using var server = await ScriptedProxmox.StartAsync(Answers.Cut(Start));
        using var probe = ProbeFor.Servers(server);
        var sink = new CollectingSink();
        var result = await probe.ReadResourcesAsync(ProbeFor.Lab, sink, ProbeFor.Cancellation);
        result.Failure!.Kind.ShouldBe(ProbeFailureKind.InvalidAnswer);
        result.Failure.Message.ShouldContain("cut short");
        sink.Guests.Count.ShouldBe(1);
        (await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Failure!.Kind.ShouldBe(ProbeFailureKind.InvalidAnswer);
    }

    [Fact]
    public async Task Rows_are_never_delivered_twice_to_one_sink()
    {
        const string Start = """{"data":[{"type":"qemu","vmid":100,"node":"pve1","status":"running"},{"type":"qe""";
        await using var cut = await ScriptedProxmox.StartAsync(Answers.Cut(Start));
        await using var whole = await ScriptedProxmox.StartAsync(Answers.Json("""{"data":[{"type":"qemu","vmid":100,"node":"pve1"}]}"""));
        using var probe = ProbeFor.Servers(cut, whole);
        var first = new CollectingSink();
        (await probe.ReadResourcesAsync(ProbeFor.Lab, first, ProbeFor.Cancellation)).Failure.ShouldNotBeNull();
        first.Guests.Count.ShouldBe(1);
        var second = new CollectingSink();
        (await probe.ReadResourcesAsync(ProbeFor.Lab, second, ProbeFor.Cancellation)).Endpoint.ShouldBe(whole.Address.Authority);
        second.Guests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_web_page_is_told_from_proxmox_and_another_endpoint_is_asked()
    {
        await using var page = await ScriptedProxmox.StartAsync(Answers.With(200, "OK", "<html></html>", "text/html"));
        await using var proxmox = await ScriptedProxmox.StartAsync();
        using var alone = ProbeFor.Servers(page);
        (await alone.ReadResourcesAsync(ProbeFor.Lab, new CollectingSink(), ProbeFor.Cancellation)).Failure!.Message
            .ShouldContain("web page");
        using var both = ProbeFor.Servers(page, proxmox);
        (await both.ReadResourcesAsync(ProbeFor.Lab, new CollectingSink(), ProbeFor.Cancellation)).Value.ShouldBe(0);
    }

    [Fact]
    public async Task An_answer_of_absurd_size_is_given_up()
    {
        var row = System.Text.Encoding.UTF8.GetBytes("{\"service\":\"" + new string('x', 1024 * 1024) + "\"},");
        await using var server = await ScriptedProxmox.StartAsync(async context =>
        {
            await context.Response.Body.WriteAsync("""{"data":["""u8.ToArray());
            for (var i = 0; i < 64 && !context.RequestAborted.IsCancellationRequested; i++) await context.Response.Body.WriteAsync(row);
        });
        using var probe = ProbeFor.Servers(server);
        (await probe.ReadServicesAsync(ProbeFor.Pve1, ProbeFor.Cancellation)).Failure!.Message.ShouldContain("longer than 32 MiB");
    }

    [Fact]
    public async Task A_server_that_does_not_speak_tls_is_no_proxmox()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var serve = Task.Run(
            async () =>
            {
                using var client = await listener.AcceptTcpClientAsync(ProbeFor.Cancellation);
                await client.GetStream().WriteAsync("SSH-2.0-OpenSSH_9.2\r\n"u8.ToArray(), ProbeFor.Cancellation);
                _ = await client.GetStream().ReadAtLeastAsync(new byte[64], 1, false, ProbeFor.Cancellation);
            },
            ProbeFor.Cancellation);
        var endpoint = new Uri($"https://127.0.0.1:{((System.Net.IPEndPoint)listener.LocalEndpoint).Port}");
        using var probe = ProbeFor.With(ProbeFor.Connection() with { Endpoints = [endpoint] });
        var failure = (await probe.ReadMembershipAsync(ProbeFor.Lab, ProbeFor.Cancellation)).Failure!;
        failure.Kind.ShouldBe(ProbeFailureKind.Transport);
        failure.Message.ShouldContain("TLS");
        await serve;
    }
}
