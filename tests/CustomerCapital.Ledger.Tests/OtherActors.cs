using System.Runtime.CompilerServices;
using CustomerCapital.Ledger.Conformance.Actors;

namespace CustomerCapital.Ledger.Tests;

/// <summary>Makes a kind of actors known that the product does not have, before any test asks for all.</summary>
internal static class OtherActors
{
    [ModuleInitializer]
    internal static void Add() => StampCards.Add();
}
