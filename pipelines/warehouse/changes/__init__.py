"""What changed of what, since who has looked: how a run knows what it need not make anew."""
