using CustomerCapital.ConsolePages.Hosting;
using Microsoft.AspNetCore.Components;

namespace CustomerCapital.ConsolePages.Tests.Serving;

/// <summary>Every page of the console that there is, found by its route, with what has to be said in its address to see more of it.</summary>
internal static class ConsoleMap
{
    private static readonly Dictionary<string, string[]> Queries = new()
    {
        ["/console/customer"] = [ConsoleAddress.Customer("C00001"), ConsoleAddress.Customer(Shop.HostileId)],
        ["/console/customers"] = ["/console/customers", "/console/customers?f1=rung&o1=atLeast&v1=member&order=-revenue", "/console/customers?view=at-risk"],
        ["/console/household"] = ["/console/household?id=C00001", $"/console/household?id={Uri.EscapeDataString(Shop.HostileId)}"],
        ["/console/merges"] = ["/console/merges?id=C00001"],
        ["/console/campaign"] = ["/console/campaign?id=thanks", "/console/campaign?id=weekly", "/console/campaign?id=draft"],
        ["/console/campaign-editor"] = ["/console/campaign-editor", "/console/campaign-editor?id=weekly", "/console/campaign-editor?copy=thanks"],
        ["/console/raffle"] = ["/console/raffle", "/console/raffle?id=summer", "/console/raffle?id=autumn"],
        ["/console/search"] = ["/console/search", "/console/search?q=hostile", "/console/search?q=nobody"],
        ["/console/value"] = ["/console/value", "/console/value?margin=20&discount=10&a.spend=5&a.rate=10&a.ceiling=40&r.spend=10&r.rate=30&r.ceiling=60&budget=100"],
        ["/console/vouchers"] = ["/console/vouchers", "/console/vouchers?batch=five"],
    };

    /// <summary>The routes of all pages.</summary>
    public static IReadOnlyList<string> Routes { get; } =
        [.. typeof(ConsolePage).Assembly.GetTypes().SelectMany(type => type.GetCustomAttributes(typeof(RouteAttribute), false)).Select(route => ((RouteAttribute)route).Template).Where(route => route.StartsWith(ConsoleAddress.Root, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>An address for each page, some with several.</summary>
    public static IReadOnlyList<string> Addresses { get; } = [.. Routes.SelectMany(route => Queries.GetValueOrDefault(route, [route]))];
}
