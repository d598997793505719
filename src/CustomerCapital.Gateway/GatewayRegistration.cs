using CustomerCapital.Gateway.Access;
using CustomerCapital.Gateway.Campaigns;
using CustomerCapital.Gateway.Clock;
using CustomerCapital.Gateway.Commands;
using CustomerCapital.Gateway.Consents;
using CustomerCapital.Gateway.Customers;
using CustomerCapital.Gateway.Duplicates;
using CustomerCapital.Gateway.Feed;
using CustomerCapital.Gateway.FollowUps;
using CustomerCapital.Gateway.Health;
using CustomerCapital.Gateway.Links;
using CustomerCapital.Gateway.Households;
using CustomerCapital.Gateway.Merges;
using CustomerCapital.Gateway.Messages;
using CustomerCapital.Gateway.Needs;
using CustomerCapital.Gateway.OpenApi;
using CustomerCapital.Gateway.Policies;
using CustomerCapital.Gateway.Privacy;
using CustomerCapital.Gateway.Problems;
using CustomerCapital.Gateway.Reports;
using CustomerCapital.Gateway.Raffles;
using CustomerCapital.Gateway.Requests;
using CustomerCapital.Gateway.Rewards;
using CustomerCapital.Gateway.Segments;
using CustomerCapital.Gateway.Subscriptions;
using CustomerCapital.Gateway.Value;
using CustomerCapital.Gateway.Vouchers;
using CustomerCapital.Gateway.Wallets;
using CustomerCapital.Ledger;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace CustomerCapital.Gateway;

/// <summary>Puts the gateway into an application that has an <see cref="Engine.ICustomerCapital"/> among its services.</summary>
public static class GatewayRegistration
{
    /// <summary>Largest request body in bytes, other than streams of commands, whose lines are limited instead.</summary>
    public const int BodyLimit = 1 << 20;

    /// <summary>How much of a request the server reads ahead of what the gateway takes from it, in bytes.</summary>
    private const int ReadAheadLimit = 256 << 10;

    /// <summary>Adds what the gateway needs.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets the limits; null for those by default.</param>
    /// <exception cref="ArgumentException">A limit is out of its range.</exception>
    public static IServiceCollection AddGateway(this IServiceCollection services, Action<GatewayOptions>? configure = null)
    {
        var limits = new GatewayOptions();
        configure?.Invoke(limits);
        services.AddSingleton(OptionLimits.Check(limits));
        services.AddSingleton(new HeldContent(limits, TimeProvider.System));
        services.AddAccess(limits);
        services.AddGatewayOpenApi();
        services.AddExceptionHandler<ProblemHandler>();
        services.AddProblemDetails();
        services.Configure<JsonOptions>(GatewayJson.Configure);
        services.Configure<KestrelServerOptions>(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = BodyLimit;
            options.Limits.MaxRequestBufferSize = ReadAheadLimit;
            options.Limits.MaxConcurrentConnections = limits.ConnectionLimit;
            options.Limits.MinRequestBodyDataRate = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
            options.Limits.MinResponseDataRate = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
            options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(30);
            options.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(130);
        });
        return services;
    }

    /// <summary>Maps every endpoint.</summary>
    /// <param name="app">The application.</param>
    /// <param name="more">Maps those that the application has besides, under <c>/v1</c>; null for none. An <see cref="EndpointDescription"/> says what they read and answer.</param>
    /// <param name="home">The page to which <c>/</c> leads.</param>
    /// <param name="pages">Puts around the answers of pages what they need; null where there are none.</param>
    public static WebApplication MapGateway(this WebApplication app, Action<IEndpointRouteBuilder>? more = null, string home = "/docs", Action<WebApplication>? pages = null)
    {
        app.UseRequestIds();
        app.UseLineBreakAfterJson();
        app.UseExceptionHandler();
        app.UseStatusCodePages(ProblemHandler.WriteForStatusAsync);
        app.UseSlashesInIds();
        app.MapGatewayOpenApi();
        pages?.Invoke(app);
        app.UseAccess();
        app.MapGet("/", () => TypedResults.Redirect(home)).ExcludeFromDescription().AllowAnonymous();
        var api = app.MapGroup("/v1").AddEndpointFilter(KnownQuery.CheckAsync).AddEndpointFilter(KnownHeaders.CheckAsync).AddEndpointFilterFactory(FollowedIds.Create);
        api.MapCustomers();
        api.MapRecorded();
        api.MapDuplicates();
        api.MapMerges();
        api.MapHouseholds();
        api.MapFeed();
        api.MapWorkList();
        api.MapLetters();
        api.MapCustomerCommands();
        api.MapWallets();
        api.MapVouchers();
        api.MapRewards();
        api.MapNeeds();
        api.MapCampaigns();
        api.MapRaffles();
        api.MapSubscriptions();
        api.MapCommandStream();
        api.MapReports();
        api.MapValue();
        api.MapPolicy();
        api.MapClock();
        api.MapSegments();
        api.MapLinks();
        api.MapConsents();
        api.MapMessages();
        api.MapTemplates();
        api.MapShareCodes();
        api.MapKeys();
        api.MapAuditLog();
        api.MapPrivacy();
        more?.Invoke(api);
        api.RequireScopes();
        app.MapConsentPages();
        app.MapHealth();
        return app;
    }
}
