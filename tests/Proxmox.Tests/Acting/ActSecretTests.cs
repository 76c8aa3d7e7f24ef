using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace OrleansMonitor.Proxmox.Tests.Acting;

/// <summary>The act token's secret goes to Proxmox and nowhere else.</summary>
public sealed class ActSecretTests
{
    [Fact]
    public async Task No_result_and_no_log_line_holds_it_not_even_one_that_the_server_sends_back()
    {
        var logs = new Lines();
        await using var server = await ScriptedProxmox.StartAsync();
        using var actuator = ActuatorFor.With(ActuatorFor.Connection(server), loggers: logs);
        var texts = new List<string>();
        foreach (var status in new[] { 200, 301, 400, 401, 403, 404, 500, 501, 503, 595, 596 })
        {
            server.Script = Answers.With(status, "Failed for " + ActuatorFor.Secret, $$$"""{"data":"{{{ActuatorFor.Secret}}}","message":"{{{ActuatorFor.Secret}}}"}""");
            texts.Add((await actuator.StartAsync()).ToString());
            texts.Add((await actuator.WakeNodeAsync(ProbeFor.Pve1, ActuatorFor.Pve1, ProbeFor.Cancellation)).ToString());
            texts.Add((await actuator.CheckTokenAsync(Domain.Runbooks.RunbookAction.StartGuest(ActuatorFor.Guest, "pve1", GuestKind.Vm), ProbeFor.Cancellation)).ToString());
            texts.Add((await actuator.ReadTaskAsync(ProbeFor.Lab, "UPID:pve1:1:", ProbeFor.Cancellation)).Failure?.ToString() ?? "");
        }

        texts.ShouldAllBe(text => !text.Contains(ActuatorFor.Secret));
        logs.Written.ShouldNotBeEmpty();
        logs.Written.ShouldAllBe(line => !line.Contains(ActuatorFor.Secret));
    }

    [Fact]
    public void A_connections_text_and_json_hold_no_act_secret()
    {
        var connection = ActuatorFor.Connection();
        connection.ToString().ShouldNotContain(ActuatorFor.Secret);
        connection.ToString().ShouldContain("monitor@pve!act");
        System.Text.Json.JsonSerializer.Serialize(connection).ShouldNotContain(ActuatorFor.Secret);
    }

    private sealed class Lines : ILoggerFactory, ILogger
    {
        public ConcurrentQueue<string> Written { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Enqueue(formatter(state, exception) + exception);

        public void Dispose()
        {
        }
    }
}
