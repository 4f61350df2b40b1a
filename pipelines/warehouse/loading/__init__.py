"""From a folder of SQL files to models that keep every rule."""
