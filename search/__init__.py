"""Finding what readers see: articles, products, people, and questions, by their words."""
