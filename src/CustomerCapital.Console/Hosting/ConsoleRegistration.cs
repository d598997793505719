using CustomerCapital.ConsolePages.Access;
using CustomerCapital.ConsolePages.CustomerPages;
using CustomerCapital.ConsolePages.Customers;
using CustomerCapital.ConsolePages.Layout;
using CustomerCapital.ConsolePages.Tables;
using CustomerCapital.ConsolePages.Today;
using CustomerCapital.Engine;
using CustomerCapital.Engine.Access;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CustomerCapital.ConsolePages.Hosting;

/// <summary>Puts the console into an application that has an <see cref="ICustomerCapital"/> among its services.</summary>
public static class ConsoleRegistration
{
    /// <summary>Adds what the pages need.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="provider">The identity provider at which people sign in, as the gateway has it too; null where there is none.</param>
    public static IServiceCollection AddConsole(this IServiceCollection services, IdentityProvider? provider = null)
    {
        services.AddRazorComponents();
        services.AddHttpContextAccessor();
        services.AddScoped(provider => new ConsoleRequest(provider.GetRequiredService<IHttpContextAccessor>().HttpContext!, provider.GetRequiredService<ICustomerCapital>()));
        foreach (var source in typeof(ITableSource).Assembly.GetTypes().Where(type => type.IsClass && !type.IsAbstract && type.IsAssignableTo(typeof(ITableSource))))
            services.AddSingleton(typeof(ITableSource), source);
        services.AddSingleton(new RecentCounts(TimeProvider.System));
        services.AddSingleton(new SortedLists(TimeProvider.System));
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "cc-forms";
            // Customers' pages have forms too, beside the console.
            options.Cookie.Path = "/";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.FormFieldName = "form-token";
        });
        services.AddConsoleSignIn();
        services.AddProviderSignIn(provider);
        services.AddDataProtection().SetApplicationName("CustomerCapital");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>, FormKeyStore>();
        // It would read the keys before the engine is there, and log that as a failure; they are read when the first form is shown.
        foreach (var early in services.Where(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Name == "DataProtectionHostedService").ToList()) services.Remove(early);
        services.AddSingleton<IAuthorizationHandler, PageAuthorization>();
        services.AddResponseCompression(options => options.MimeTypes = ["text/html", "text/csv"]);
        return services;
    }

    /// <summary>Puts around every answer of the console what such answers have in common. Before it is asked who sends a request.</summary>
    public static void UseConsole(this WebApplication app)
    {
        app.UseWhen(context => context.Request.Path.StartsWithSegments(ConsoleAddress.Root, StringComparison.OrdinalIgnoreCase), console =>
        {
            console.UseResponseCompression();
            console.UseMiddleware<ConsoleAnswers>();
        });
    }

    /// <summary>Maps the console under <see cref="ConsoleAddress.Root"/>, and beside it the pages that customers reach by signed links. After it was asked who sends a request.</summary>
    public static WebApplication MapConsole(this WebApplication app)
    {
        // The tokens of forms are for whoever sends a request, so that is known first.
        app.UseWhen(context => CustomerVisit.IsOne(context.Request), page => page.UseMiddleware<CustomerPageAnswers>());
        app.UseAntiforgery();
        ConsoleAssets.Map(app);
        CustomerDownload.Map(app);
        var pages = app.MapGroup(ConsoleAddress.Root).ExcludeFromDescription();
        AnswerHead(pages);
        TableCsv.Map(pages);
        ProviderSignIn.Map(pages, app.Services.GetService<IdentityProvider>());
        pages.MapPost("/preferences", ([FromForm] string? back, [FromForm] string? language, [FromForm] string? theme, HttpContext context) =>
        {
            if (Language.ConsoleLanguage.Of(language) is not null) Preferences.Keep(context, Preferences.LanguageCookie, language);
            if (string.IsNullOrEmpty(theme) || Preferences.Themes.Contains(theme)) Preferences.Keep(context, Preferences.ThemeCookie, theme);
            // As a header takes it: letters of other scripts escaped.
            return Results.LocalRedirect(ConsoleAddress.IsOwn(back) && Uri.TryCreate("http://console" + back, UriKind.Absolute, out var address) ? address.PathAndQuery : ConsoleAddress.Root);
        }).AllowAnonymous();
        pages.MapPost("/sign-out", async ([FromForm] string? back, HttpContext context) =>
            await ProviderSignIn.LeadOutAsync(context, await ConsoleSignIn.EndAsync(context))).AllowAnonymous();
        AnswerHead(app.MapRazorComponents<Root>());
        return app;
    }

    /// <summary>Has what answers GET answer HEAD alike: the server leaves the body out.</summary>
    private static void AnswerHead(IEndpointConventionBuilder endpoints) => endpoints.Finally(endpoint =>
    {
        if (endpoint.Metadata.OfType<IHttpMethodMetadata>().LastOrDefault() is not { HttpMethods: var methods } || !methods.Contains(HttpMethods.Get) || methods.Contains(HttpMethods.Head)) return;
        endpoint.Metadata.Add(new HttpMethodMetadata([.. methods, HttpMethods.Head]));
    });
}
