using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansMonitor.Dashboard.Charts;
using OrleansMonitor.Dashboard.Ports;
using OrleansMonitor.Domain.History;
using OrleansMonitor.Domain.Identity;
using OrleansMonitor.Domain.Rules.Thresholds;

namespace OrleansMonitor.Api.Tests;

/// <summary>What the panel of charts shows while it reads, and which reads it ends.</summary>
public sealed class HistoryPanelTests
{
    private static readonly ClusterName Lab = ClusterName.Parse("lab");

    private readonly PendingHistory _history = new();

    [Fact]
    public async Task What_is_chosen_next_takes_the_old_chart_away_and_ends_a_read_that_is_not_needed()
    {
        await using var renderer = Renderer();
        await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var page = Begin(renderer, out var host);
            page.ToHtmlString().ShouldContain("role=\"status\"");
            _history.Reads[0].Answer.SetResult(Empty());
            await Task.Yield();
            page.ToHtmlString().ShouldContain("data-test=\"chart\"");

            host.Show("pve2");
            page.ToHtmlString().ShouldNotContain("data-test=\"chart\"");
            page.ToHtmlString().ShouldContain("role=\"status\"");

            host.Show("pve3");
            _history.Reads[1].Stop.IsCancellationRequested.ShouldBeTrue();
            _history.Reads[2].Stop.IsCancellationRequested.ShouldBeFalse();
            _history.Reads[2].Answer.SetException(new InvalidOperationException("The database is away."));
            await Task.Yield();
            page.ToHtmlString().ShouldContain("role=\"alert\">The database is away.");
        });
    }

    [Fact]
    public async Task A_panel_that_is_closed_ends_its_read()
    {
        var renderer = Renderer();
        await renderer.Dispatcher.InvokeAsync(() => Begin(renderer, out _));
        await renderer.DisposeAsync();

        _history.Reads.ShouldHaveSingleItem().Stop.IsCancellationRequested.ShouldBeTrue();
    }

    private static EntityHistory Empty()
    {
        var node = EntityId.Of(new NodeId(Lab, "pve1"));
        return EntityHistory.Of(node, HistoryRange.Day, DateTimeOffset.UnixEpoch.AddYears(56), []);
    }

    private static Microsoft.AspNetCore.Components.Web.HtmlRendering.HtmlRootComponent Begin(HtmlRenderer renderer, out Host host)
    {
        Host? created = null;
        var page = renderer.BeginRenderingComponent<Host>(ParameterView.FromDictionary(
            new Dictionary<string, object?> { [nameof(Host.Created)] = (Action<Host>)(one => created = one) }));
        host = created.ShouldNotBeNull();
        return page;
    }

    private HtmlRenderer Renderer() => new(
        new ServiceCollection().AddSingleton<IHistoryService>(_history).AddSingleton(TimeProvider.System).BuildServiceProvider(),
        NullLoggerFactory.Instance);

    private sealed class PendingHistory : IHistoryService
    {
        public List<(TaskCompletionSource<EntityHistory> Answer, CancellationToken Stop)> Reads { get; } = [];

        public Task<EntityHistory> ReadAsync(EntityId entity, HistoryRange range, CancellationToken cancellation)
        {
            Reads.Add((new(), cancellation));
            return Reads[^1].Answer.Task;
        }

        public ImmutableArray<ThresholdRule> LimitsOf(EntityId entity, Metric metric) => [];
    }

    private sealed class Host : ComponentBase
    {
        private string _node = "pve1";

        [Parameter]
        public Action<Host>? Created { get; set; }

        public void Show(string node)
        {
            _node = node;
            StateHasChanged();
        }

        protected override void OnInitialized() => Created?.Invoke(this);

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            builder.OpenComponent<HistoryPanel>(0);
            builder.AddComponentParameter(1, nameof(HistoryPanel.Entity), EntityId.Of(new NodeId(Lab, _node)));
            builder.AddComponentParameter(2, nameof(HistoryPanel.Subject), _node);
            builder.CloseComponent();
        }
    }
}
