"""How the embedded language pipeline is made, reproducibly, from open corpora."""
