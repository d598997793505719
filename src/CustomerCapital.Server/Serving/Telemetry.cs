using CustomerCapital.Server.Settings;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace CustomerCapital.Server.Serving;

/// <summary>Traces and metrics of the process, sent by OTLP where an endpoint is set.</summary>
internal static class Telemetry
{
    private static readonly string[] Sources = ["Microsoft.AspNetCore", "Microsoft.Orleans.Runtime", "Microsoft.Orleans.Application", "Npgsql"];

    private static readonly string[] Meters = ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.Orleans", "Npgsql", "System.Runtime", "CustomerCapital"];

    public static void AddTelemetry(this IServiceCollection services, ServerSettings settings)
    {
        if (settings.OtlpEndpoint is not { } text) return;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var endpoint)) throw new UsageException($"OtlpEndpoint {text}: write it like http://collector:4317");
        var process = ResourceBuilder.CreateDefault().AddService($"customercapital-{settings.Role.ToString().ToLowerInvariant()}", serviceNamespace: settings.ClusterId);
        services.AddHostedService(_ => new Exporting(
            () => Sdk.CreateTracerProviderBuilder().SetResourceBuilder(process).AddSource(Sources).AddOtlpExporter(otlp => otlp.Endpoint = endpoint).Build(),
            () => Sdk.CreateMeterProviderBuilder().SetResourceBuilder(process).AddMeter(Meters).AddOtlpExporter(otlp => otlp.Endpoint = endpoint).Build()));
    }

    /// <summary>Exports from the start of the process to its end, when it sends what is left.</summary>
    private sealed class Exporting(Func<TracerProvider> traces, Func<MeterProvider> metrics) : IHostedService, IDisposable
    {
        private TracerProvider? _traces;
        private MeterProvider? _metrics;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            (_traces, _metrics) = (traces(), metrics());
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
            _traces?.Dispose();
            _metrics?.Dispose();
        }
    }
}
