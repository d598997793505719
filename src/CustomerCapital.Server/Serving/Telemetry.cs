using CustomerCapital.Server.Settings;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace CustomerCapital.Server.Serving;

/// <summary>Traces and metrics of the process: sent by OTLP where an endpoint is set, metrics served to Prometheus where that is wanted. Nothing is listened to otherwise.</summary>
internal static class Telemetry
{
    private const string Own = "CustomerCapital";

    /// <summary>Under this name the driver of PostgreSQL has its source and its meter.</summary>
    private const string Database = "Npgsql";

    private static readonly string[] Grains = ["Microsoft.Orleans.Runtime", "Microsoft.Orleans.Application"];

    public static void AddTelemetry(this IServiceCollection services, ServerSettings settings)
    {
        if (settings is { OtlpEndpoint: null, Metrics: false }) return;
        var endpoint = EndpointOf(settings);
        var telemetry = services.AddOpenTelemetry().ConfigureResource(process => process.AddService($"customercapital-{settings.Role.ToString().ToLowerInvariant()}", serviceNamespace: settings.ClusterId));
        telemetry.WithMetrics(metrics =>
        {
            metrics.AddAspNetCoreInstrumentation().AddRuntimeInstrumentation().AddMeter("Microsoft.Orleans", Database, Own);
            if (endpoint is not null) metrics.AddOtlpExporter(otlp => otlp.Endpoint = endpoint);
            if (settings.Metrics) metrics.AddPrometheusExporter();
        });
        if (endpoint is not null)
            telemetry.WithTracing(traces => traces.AddAspNetCoreInstrumentation().AddSource([.. Grains, Database, Own]).AddOtlpExporter(otlp => otlp.Endpoint = endpoint));
    }

    /// <summary>Serves metrics at /metrics where that is wanted, to who may look at how the cluster does.</summary>
    public static void MapMetrics(this WebApplication app, ServerSettings settings)
    {
        if (settings.Metrics) app.MapPrometheusScrapingEndpoint("/metrics").RequireAuthorization(Operations.Policy);
    }

    private static Uri? EndpointOf(ServerSettings settings) =>
        settings.OtlpEndpoint is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var endpoint) ? endpoint
        : throw new UsageException($"OtlpEndpoint {text}: write it like http://collector:4317");
}
