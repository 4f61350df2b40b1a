"""The HTTP APIs of Yandex.Metrica: what is asked, what is answered, what a refusal means."""
