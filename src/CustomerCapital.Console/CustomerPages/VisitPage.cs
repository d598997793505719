using CustomerCapital.ConsolePages.Forms;
using CustomerCapital.ConsolePages.Hosting;
using CustomerCapital.Domain.Actors;
using CustomerCapital.Domain.Program;

namespace CustomerCapital.ConsolePages.CustomerPages;

/// <summary>A page for a customer who came by a signed link.</summary>
public abstract class VisitPage : FormPage
{
    /// <summary>The last part of the link's address.</summary>
    [Microsoft.AspNetCore.Components.Parameter]
    public string Token { get; set; } = "";

    /// <summary>The visit that this is.</summary>
    internal CustomerVisit Visit => CustomerVisit.Of(Ask.Http)!;

    /// <summary>The customer.</summary>
    protected ActorState Customer => Visit.State;

    /// <summary>The rules in force.</summary>
    protected ProgramPolicy Policy => Capital.Policy.Program.Policy;

    /// <summary>The shop's name, or what stands in its place.</summary>
    protected string Shop => Policy.Pages.Name ?? L["my.club"];

    /// <summary>This page's own address, in the language that was chosen, with a notice.</summary>
    protected string Done(string notice) => Notices.On(Ask.With(), notice);

    /// <summary>What was typed into one of several forms; null where another was sent.</summary>
    protected string? Of(string form, string field) => Typed("_handler") == form ? Typed(field) : null;

    /// <summary>Carries out what the customer asks for, in one commit.</summary>
    protected Task ExecuteAsync(string notice, params IReadOnlyList<ActorCommand> commands) => DoAsync(
        async () =>
        {
            foreach (var outcome in await Capital.ExecuteAsync(Customer.CustomerId, commands))
                if (!Took(outcome)) return false;
            return true;
        },
        Done(notice));
}
